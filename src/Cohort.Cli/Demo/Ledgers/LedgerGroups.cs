namespace Cohort.Cli.Demo.Ledgers;

/// <summary>The groups that the demo's work is spread over, each with a ledger of its own.</summary>
internal static class LedgerGroups
{
    /// <summary>The name of one of them, counted from 0.</summary>
    public static string NameOf(int group) => group == 0 ? "ledger" : $"ledger-{group + 1}";

    /// <summary>Which of so many an operation belongs to: a client goes from one to the next.</summary>
    public static int Of(OperationId id, int groups) => (int)(((uint)id.Client + (uint)id.Sequence) % (uint)groups);
}
