namespace Cohort.Cli.Nodes;

/// <summary>Some lines that follow each other in the input, without their line ends.</summary>
/// <param name="First">The number of the first line, from 1.</param>
/// <param name="Lines">The lines; null stands for one that is too long. They share the reader's buffer.</param>
internal readonly record struct LineBatch(long First, IReadOnlyList<ReadOnlyMemory<byte>?> Lines);
