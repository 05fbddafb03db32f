using Cohort.Protocol.Views;

namespace Cohort.Protocol.Tests.Views;

/// <summary>Section 6: the first of those that count weighs 3, every other 2; more than half of the total.</summary>
public sealed class Quorums
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("ab", "a", true)]
    [InlineData("ab", "b", false)]
    [InlineData("abc", "bc", true)]
    [InlineData("abc", "a", false)]
    [InlineData("abcd", "ab", true)]
    [InlineData("abcd", "cd", false)]
    [InlineData("abcd", "bcd", true)]
    [InlineData("abcde", "ab", false)]
    [InlineData("abcde", "cde", true)]
    public void More_than_half_of_the_weight_decides(string counts, string chosen, bool decides) =>
        Assert.Equal(decides, Is(counts, chosen));

    [Fact]
    public void The_first_that_counts_weighs_more_even_if_it_is_not_the_first_of_the_view()
    {
        Assert.True(Is("bc", "b"));
        Assert.False(Is("bc", "c"));
        Assert.False(Is("bc", "ac"));
    }

    [Fact]
    public void Two_quorums_always_have_somebody_in_common()
    {
        for (int members = 1; members <= 8; members++)
        for (int one = 0; one < 1 << members; one++)
        for (int other = 0; other < 1 << members; other++)
            if ((one & other) == 0)
                Assert.False(Is(members, one) && Is(members, other));
    }

    [Fact]
    public void Of_any_split_into_two_one_decides()
    {
        for (int members = 1; members <= 8; members++)
        for (int one = 0; one < 1 << members; one++)
            Assert.NotEqual(Is(members, one), Is(members, (1 << members) - 1 - one));
    }

    private static bool Is(string counts, string chosen) => Quorum.Is(Ranks(counts), Ranks(chosen));

    private static bool[] Ranks(string names) => [.. "abcdefgh".Select(names.Contains)];

    private static bool Is(int members, int chosen) =>
        Quorum.Is(
            [.. Enumerable.Repeat(true, members)],
            [.. Enumerable.Range(0, members).Select(rank => (chosen >> rank & 1) != 0)]
        );
}
