namespace Cohort.Cli.Demo.Ledgers;

/// <summary>One call of one client.</summary>
/// <param name="Client">The client: no two ever have the same number, not even before and after a restart.</param>
/// <param name="Sequence">Its calls are numbered from 0.</param>
internal readonly record struct OperationId(int Client, int Sequence);
