using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Tests.Calls;

/// <summary>What cannot be called at the members of a group is an error that names it and says what to do.</summary>
public sealed class ContractRefusals
{
    [Theory]
    [InlineData("COHORT201", "'IOf<T>' cannot be a [GroupContract]: it has type arguments", "IOf<T> { void Do(); }")]
    [InlineData("COHORT201", "it derives from other interfaces", "IOf : IDisposable { void Do(); }")]
    [InlineData("COHORT202", "'IOf.Count' cannot be called: it is a property", "IOf { int Count { get; } }")]
    [InlineData("COHORT202", "'IOf.Done' cannot be called: it is an event", "IOf { event Action Done; }")]
    [InlineData("COHORT202", "it is a type", "IOf { enum Kind { A } }")]
    [InlineData("COHORT203", "'IOf.Do' cannot be called at the members of a group: it has type", "IOf { T Do<T>(); }")]
    [InlineData("COHORT203", "a parameter by reference", "IOf { void Do(ref int number); }")]
    [InlineData("COHORT203", "a parameter by reference", "IOf { void Do(out int number); }")]
    [InlineData("COHORT203", "it returns by reference", "IOf { ref int Do(); }")]
    [InlineData("COHORT203", "it is static", "IOf { static void Do() { } }")]
    [InlineData("COHORT203", "its parameter what cannot be packed: System.Object", "IOf { void Do(object what); }")]
    [InlineData("COHORT203", "what it returns cannot be packed: System.Uri", "IOf { Task<Uri> Do(); }")]
    [InlineData("COHORT203", "what it returns cannot be packed", "IOf { IAsyncEnumerable<int> Do(); }")]
    [InlineData("COHORT203", "two contexts", "IOf { void Do(CallContext a, CallContext b); }")]
    [InlineData("COHORT203", "two cancellation tokens", "IOf { void Do(CancellationToken a, CancellationToken b); }")]
    [InlineData("COHORT204", "'IOf.Do' has the name of another", "IOf { void Do(); void Do(int number); }")]
    [InlineData("COHORT204", "'IOf.DoAsync' has the name of another", "IOf { void Do(); Task DoAsync(); }")]
    [InlineData("COHORT205", "'IOf' has no method", "IOf { }")]
    public void What_is_wrong_is_said(string id, string message, string contract)
    {
        var compiled = new Compiled($"[GroupContract] public interface {contract}");
        Assert.Contains(compiled.Diagnostics, note => note.Id == id && note.GetMessage().Contains(message));
        Assert.All(Told(compiled), note => Assert.NotEqual(Location.None, note.Location));
    }

    [Fact]
    public void A_contract_lies_in_no_other_type()
    {
        var compiled = new Compiled(
            "public static class Outer { [GroupContract] public interface IOf { void Do(); } }"
        );
        Diagnostic note = Assert.Single(Told(compiled));
        Assert.Equal("COHORT201", note.Id);
        Assert.Contains("it lies in another type", note.GetMessage());
    }

    [Fact]
    public void Whatever_can_be_called_compiles_without_a_warning()
    {
        const string contract = """
            /// <summary>Tells prices.</summary>
            [GroupContract(Name = "prices")]
            public interface IPricing
            {
                /// <summary>Takes a quote.</summary>
                /// <param name="quote">The quote.</param>
                /// <param name="context">Who sends it.</param>
                [Order(Order.Causal), Delivery(Delivery.Received)] void Quote(Quote quote, CallContext context);
                /// <summary>What a book is worth.</summary>
                ValueTask<decimal> Value(string book, CancellationToken cancellationToken);
                /// <summary>How many.</summary>
                int Count(string book, int wanted, string? cancellationToken);
                /// <summary>All of them.</summary>
                Task<List<string>?> BooksAsync(CancellationToken cancellationToken, CallContext context, int @class);
                /// <summary>Begins anew.</summary>
                Task Reset();
                /// <summary>Begins anew.</summary>
                ValueTask Rest();
            }
            /// <summary>A quote.</summary>
            [Packed] public partial record Quote(string Book, decimal Price);
            /// <summary>Uses it.</summary>
            public static class User
            {
                /// <summary>Calls all of it.</summary>
                public static async Task<decimal> CallAsync(GroupCalls<IPricing> calls, Member member, CancellationToken token)
                {
                    await calls.QuoteAsync(new Quote("fx", 1), token);
                    Replies<decimal> values = await calls.ValueAsync("fx", Wanted.Majority, token);
                    decimal one = await calls.To(member).ValueAsync("fx");
                    int count = await calls.To(member).CountAsync("fx", 3, null, token);
                    await foreach (Reply<List<string>?> reply in calls.BooksAsync(1))
                        count += reply.Value?.Count ?? 0;
                    await calls.ResetAsync(Wanted.None);
                    await calls.To(member).RestAsync(token);
                    await calls.CountAsync("fx", wanted: 3, "", wanted_: Wanted.First, token);
                    return values.First + one + count;
                }
            }
            """;
        var compiled = new Compiled(contract);
        Assert.Empty(compiled.Diagnostics);
        _ = compiled.Image();
    }

    [Fact]
    public void A_contract_that_others_cannot_see_is_called_where_it_is_seen()
    {
        const string contract = """
            [GroupContract] internal interface IHidden { Task<int> Do(Hidden what); }
            [GroupContract] internal interface Plain { void Do(); }
            [Packed] internal partial record Hidden(int Number);
            internal static class User
            {
                public static async Task CallAsync(GroupCalls<IHidden> calls, GroupCalls<Plain> plain)
                {
                    await calls.DoAsync(new Hidden(1));
                    await plain.DoAsync();
                }
            }
            """;
        Assert.Empty(new Compiled(contract).Diagnostics);
    }

    private static IEnumerable<Diagnostic> Told(Compiled compiled) =>
        compiled.Diagnostics.Where(note => note.Id.StartsWith("COHORT", StringComparison.Ordinal));
}
