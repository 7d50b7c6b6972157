/** A refusal in the shape of WSO2's `Error` schema. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly description: string;
  readonly details: { code: string; message: string }[];

  constructor(
    status: number,
    code: number,
    message: string,
    description: string,
    details: { code: string; message: string }[] = [],
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.description = description;
    this.details = details;
  }

  get body(): object {
    return {
      code: this.code,
      message: this.message,
      description: this.description,
      moreInfo: "",
      error: this.details,
    };
  }
}
