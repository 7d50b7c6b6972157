// Apart from what uses them, which loads much: a `pulumi` in a process of its own is to start quickly (tests/inProcess/cli/cold.ts).

/** Names the folder with the slots of warm processes ({@link ./slots.ts}); without it a launcher starts what it stands for. */
export const POOL_VARIABLE = "WARM_HOSTS";

/** Names a file with what a command read from its standard input. */
export const INPUT_VARIABLE = "WARM_INPUT";
