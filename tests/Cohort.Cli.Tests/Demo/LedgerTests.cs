using Cohort.Cli.Demo.Ledgers;

namespace Cohort.Cli.Tests.Demo;

public sealed class LedgerTests
{
    [Fact]
    public void A_loaded_ledger_equals_the_one_that_was_saved_and_goes_on_as_it_does()
    {
        var random = new Random(1);
        var original = new Ledger();
        for (int operation = 0; operation < 1000; operation++)
            original.Apply(Ledger.Draw(new OperationId(operation % 5, operation / 5), random));

        var copy = new Ledger();
        copy.Apply(Ledger.Draw(new OperationId(9, 0), random));
        copy.Load(original.Save());
        Transfer next = Ledger.Draw(new OperationId(9, 1), random);
        original.Apply(next);
        copy.Apply(next);

        Assert.Equal(original.Save(), copy.Save());
        Assert.Equal(1001UL, copy.Operations);
        Assert.True(copy.IsBalanced);
    }

    [Fact]
    public void A_repeated_operation_changes_nothing_but_the_count_of_repetitions()
    {
        var ledger = new Ledger();
        var transfer = new Transfer(new OperationId(1, 0), From: 0, To: 1, Amount: 100);
        ledger.Apply(transfer);
        ledger.Apply(transfer);

        Assert.Equal(1UL, ledger.Operations);
        Assert.Equal(1UL, ledger.Repetitions);
    }

    [Fact]
    public void An_operation_that_is_asked_for_again_is_made_once_and_is_no_repetition()
    {
        var made = new Ledger();
        var transfer = new Transfer(new OperationId(1, 0), From: 0, To: 1, Amount: 100);
        made.Apply(transfer);
        made.Apply(transfer with { IsAskedAgain = true });
        var lost = new Ledger();
        lost.Apply(transfer with { IsAskedAgain = true });

        Assert.Equal(made.Save(), lost.Save());
        Assert.Equal(1UL, made.Operations);
        Assert.Equal(0UL, made.Repetitions);
    }

    [Fact]
    public void A_transfer_is_decoded_as_it_was_encoded()
    {
        var transfer = new Transfer(new OperationId(int.MaxValue, 3), From: 4, To: 5, Amount: long.MaxValue);
        var bytes = new byte[Transfer.Size];
        transfer.Encode(bytes);
        Assert.Equal(transfer, Transfer.Decode(bytes));

        transfer = transfer with { IsAskedAgain = true };
        transfer.Encode(bytes);
        Assert.Equal(transfer, Transfer.Decode(bytes));
    }
}
