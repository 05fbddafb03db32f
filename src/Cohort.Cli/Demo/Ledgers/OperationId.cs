namespace Cohort.Cli.Demo.Ledgers;

/// <summary>One call of one client.</summary>
/// <param name="Client">The client: no two have the same number. Before and after a restart it is another one, or one that
/// goes on where it was.</param>
/// <param name="Sequence">Its calls are numbered from 0.</param>
internal readonly record struct OperationId(int Client, int Sequence);
