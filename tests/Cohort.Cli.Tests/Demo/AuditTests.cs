using Cohort.Cli.Demo;
using Cohort.Cli.Demo.Ledgers;
using Cohort.Cli.Demo.Members;

namespace Cohort.Cli.Tests.Demo;

public sealed class AuditTests
{
    private readonly AcknowledgedOperations _acknowledged = new();

    [Fact]
    public void Equal_ledgers_with_every_acknowledged_operation_are_as_promised()
    {
        Acknowledge(0, 1);

        Audit audit = Audit.Of(_acknowledged, 1, [("a", [LedgerOf(0, 1, 2)]), ("b", [LedgerOf(0, 1, 2)])]);

        Assert.Empty(audit.Problems);
        Assert.Equal(0, audit.Lost);
        Assert.Equal(0, audit.Divergent);
    }

    [Fact]
    public void An_acknowledged_operation_that_one_ledger_lacks_is_lost()
    {
        Acknowledge(0, 1, 2);

        Audit audit = Audit.Of(
            _acknowledged,
            1,
            [("a", [LedgerOf(0, 1, 2)]), ("b", [LedgerOf(0, 1)]), ("c", [LedgerOf(0, 1)])]
        );

        Assert.Equal(1, audit.Lost);
        Assert.Equal(1, audit.Divergent);
        Assert.Equal(2, audit.Problems.Count);
    }

    [Fact]
    public void An_operation_that_every_ledger_lacks_is_lost_although_the_ledgers_are_equal()
    {
        Acknowledge(0, 1);

        Audit audit = Audit.Of(_acknowledged, 1, [("a", [LedgerOf(0)]), ("b", [LedgerOf(0)])]);

        Assert.Equal(1, audit.Lost);
        Assert.Equal(0, audit.Divergent);
    }

    [Fact]
    public void Ledgers_that_applied_the_same_operations_in_another_order_are_divergent()
    {
        Acknowledge(0, 1);

        Audit audit = Audit.Of(
            _acknowledged,
            1,
            [("a", [LedgerOf(0, 1)]), ("b", [LedgerOf(0, 1)]), ("c", [LedgerOf(1, 0)])]
        );

        Assert.Equal(0, audit.Lost);
        Assert.Equal(1, audit.Divergent);
    }

    [Fact]
    public void An_operation_that_was_applied_twice_is_a_problem()
    {
        Acknowledge(0);

        Audit audit = Audit.Of(_acknowledged, 1, [("a", [LedgerOf(0, 0)]), ("b", [LedgerOf(0, 0)])]);

        Assert.Contains(audit.Problems, problem => problem.Contains("twice", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_operation_is_looked_for_in_the_ledger_of_its_own_group()
    {
        // Client 7's first operation belongs to the second of two groups, its second one to the first.
        Acknowledge(0, 1);

        Assert.Empty(Audit.Of(_acknowledged, 2, [("a", [LedgerOf(1), LedgerOf(0)])]).Problems);
        Assert.Equal(2, Audit.Of(_acknowledged, 2, [("a", [LedgerOf(0), LedgerOf(1)])]).Lost);
        Assert.Equal(1, Audit.Of(_acknowledged, 2, [("a", [LedgerOf(1), LedgerOf()])]).Lost);
    }

    [Fact]
    public void A_node_that_differs_in_one_of_its_groups_is_divergent()
    {
        Acknowledge(0, 1);

        Audit audit = Audit.Of(
            _acknowledged,
            2,
            [("a", [LedgerOf(1), LedgerOf(0)]), ("b", [LedgerOf(1), LedgerOf(0)]), ("c", [LedgerOf(1), LedgerOf(0, 2)])]
        );

        Assert.Equal(1, audit.Divergent);
        Assert.Equal(0, audit.Lost);
    }

    [Fact]
    public void A_run_in_which_nothing_was_acknowledged_shows_nothing()
    {
        Audit audit = Audit.Of(_acknowledged, 1, [("a", [LedgerOf()]), ("b", [LedgerOf()])]);

        Assert.NotEmpty(audit.Problems);
    }

    [Fact]
    public void A_client_goes_on_with_the_first_operation_that_was_not_acknowledged()
    {
        Assert.Equal(0, _acknowledged.NextOf(7));

        Acknowledge(0, 1);

        Assert.Equal(2, _acknowledged.NextOf(7));
        Assert.Equal(0, _acknowledged.NextOf(8));
    }

    private void Acknowledge(params int[] sequences)
    {
        foreach (int sequence in sequences)
            _acknowledged.Add(new Acknowledgement(new OperationId(7, sequence), 100));
    }

    private static byte[] LedgerOf(params int[] sequences)
    {
        var ledger = new Ledger();
        foreach (int sequence in sequences)
            ledger.Apply(new Transfer(new OperationId(7, sequence), From: sequence, To: 99, Amount: 1));
        return ledger.Save();
    }
}
