using System.Text;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Tests.Data.Values;

public class ScoreTreeTests
{
    private readonly ScoreTree _tree = new();
    private readonly List<ScoredMember> _sorted = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_tree_says_what_a_sorted_list_says(int seed)
    {
        var random = new Random(seed);
        for (int step = 0; step < 3000; step++)
        {
            // It grows first, and shrinks to nothing in the end.
            bool isAdded = _sorted.Count == 0 || random.Next(3000) > step;
            if (isAdded)
                Add(new ScoredMember(Encoding.ASCII.GetBytes($"{step}"), random.Next(50)));
            else
                Remove(random.Next(_sorted.Count));
            AssertSame(random);
        }
    }

    [Fact]
    public void Scores_that_come_in_order_do_not_make_it_deep()
    {
        const int Members = 1 << 16;
        for (int score = 0; score < Members; score++)
            _tree.Add(new ScoredMember([(byte)score], score));
        long before = _tree.Steps;
        for (int rank = 0; rank < Members; rank += 997)
        {
            Assert.Equal(rank, _tree[rank].Score);
            Assert.Equal(rank, _tree.CountBelow(rank, withEqual: false));
        }
        int questions = 2 * (Members / 997 + 1);
        // 16 would be as flat as can be.
        Assert.InRange(_tree.Steps - before, 1, questions * 24);
    }

    [Fact]
    public void Members_with_the_same_score_stand_in_the_order_of_their_bytes()
    {
        foreach (string name in new[] { "b", "a", "", "ab", "\u00ff" })
            _tree.Add(new ScoredMember(Encoding.Latin1.GetBytes(name), name == "b" ? -0.0 : 0.0));
        Assert.Equal(
            ["", "a", "ab", "b", "\u00ff"],
            _tree.From(0, 5, isReversed: false).Select(member => Encoding.Latin1.GetString(member.Key))
        );
    }

    [Fact]
    public void A_member_that_is_not_there_is_not_taken_out_in_silence() =>
        Assert.Throws<InvalidOperationException>(() => _tree.Remove(new ScoredMember([], 1)));

    private void Add(ScoredMember member)
    {
        int place = _sorted.BinarySearch(member, Comparer<ScoredMember>.Create(Order));
        _sorted.Insert(~place, member);
        _tree.Add(member);
    }

    private void Remove(int place)
    {
        _tree.Remove(_sorted[place]);
        _sorted.RemoveAt(place);
    }

    private void AssertSame(Random random)
    {
        Assert.Equal(_sorted.Count, _tree.Count);
        double score = random.Next(-1, 51);
        Assert.Equal(_sorted.Count(member => member.Score < score), _tree.CountBelow(score, withEqual: false));
        Assert.Equal(_sorted.Count(member => member.Score <= score), _tree.CountBelow(score, withEqual: true));
        if (_sorted.Count == 0)
            return;
        int rank = random.Next(_sorted.Count);
        int count = random.Next(_sorted.Count - rank + 1);
        Assert.Same(_sorted[rank], _tree[rank]);
        Assert.Equal(rank, _tree.RankOf(_sorted[rank]));
        Assert.Equal(_sorted.Skip(rank).Take(count), _tree.From(rank, count, isReversed: false));
        Assert.Equal(
            _sorted.Take(rank + 1).Reverse().Take(count),
            _tree.From(rank, Math.Min(count, rank + 1), isReversed: true)
        );
    }

    private static int Order(ScoredMember one, ScoredMember other) =>
        one.Score != other.Score ? one.Score.CompareTo(other.Score) : ByteComparer.Instance.Compare(one.Key, other.Key);
}
