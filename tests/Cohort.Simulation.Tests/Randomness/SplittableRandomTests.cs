using Cohort.Simulation.Randomness;

namespace Cohort.Simulation.Tests.Randomness;

public class SplittableRandomTests
{
    [Fact]
    public void What_is_split_off_does_not_depend_on_what_was_drawn_before()
    {
        SplittableRandom fresh = new(42);
        SplittableRandom used = new(42);
        used.Next();

        Assert.Equal(fresh.Split("clock", 3).Next(), used.Split("clock", 3).Next());
    }

    [Fact]
    public void Purposes_and_numbers_have_chances_of_their_own()
    {
        SplittableRandom random = new(42);
        ulong[] drawn =
        [
            random.Split("a").Next(),
            random.Split("b").Next(),
            random.Split("a", 1).Next(),
            new SplittableRandom(43).Split("a").Next(),
        ];

        Assert.Equal(drawn.Length, drawn.Distinct().Count());
    }

    [Fact]
    public void Numbers_below_a_limit_are_about_equally_likely()
    {
        SplittableRandom random = new(7);
        int[] counts = new int[10];
        for (int draw = 0; draw < 10_000; draw++)
            counts[random.Below(10)]++;

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers_everywhere() =>
        // SplitMix64 of the seed 0, as others compute it.
        Assert.Equal([0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4], Take(new SplittableRandom(0), 2));

    private static ulong[] Take(SplittableRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next())];
}
