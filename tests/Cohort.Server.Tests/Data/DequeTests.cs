using Cohort.Server.Data;

namespace Cohort.Server.Tests.Data;

public class DequeTests
{
    private readonly Deque<int> _deque = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_deque_has_what_a_list_has(int seed)
    {
        var random = new Random(seed);
        var list = new List<int>();
        for (int step = 0; step < 5000; step++)
        {
            Change(random, step, list);
            Assert.Equal(list, _deque.Items.ToArray());
            if (list.Count > 0)
                Assert.Equal(list[step % list.Count], _deque[step % list.Count]);
        }
    }

    [Fact]
    public void Going_through_as_a_queue_moves_hardly_anything()
    {
        const int Waiting = 1000;
        const int Passed = 100_000;
        for (int item = 0; item < Waiting; item++)
            _deque.AddLast(item);
        for (int item = 0; item < Passed; item++)
        {
            _deque.AddLast(item);
            _deque.Remove(0, 1);
        }
        Assert.Equal(Waiting, _deque.Count);
        Assert.InRange(_deque.Moved, 0, 4 * (Passed + Waiting));
    }

    [Fact]
    public void In_between_the_shorter_side_is_moved()
    {
        for (int item = 0; item < 1000; item++)
            _deque.AddLast(item);
        long before = _deque.Moved;
        _deque.Insert(3, -1);
        _deque.Remove(3, 1);
        _deque.Insert(997, -1);
        _deque.Remove(997, 1);
        Assert.InRange(_deque.Moved - before, 1, 12);
    }

    [Fact]
    public void What_is_not_there_is_not_taken_out()
    {
        _deque.AddLast(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => _deque.Remove(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => _deque.Remove(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _deque.Insert(2, 0));
        Assert.Equal([1], _deque.Items.ToArray());
    }

    private void Change(Random random, int item, List<int> list)
    {
        int place = random.Next(list.Count + 1);
        switch (random.Next(7))
        {
            case 0 or 1:
                _deque.AddFirst(item);
                list.Insert(0, item);
                break;
            case 2 or 3:
                _deque.AddLast(item);
                list.Add(item);
                break;
            case 4:
                _deque.Insert(place, item);
                list.Insert(place, item);
                break;
            case 5:
                // Seldom many: it grows in between, and gives room back.
                int count = Math.Min(random.Next(100) == 0 ? 400 : random.Next(4), list.Count - place);
                _deque.Remove(place, count);
                list.RemoveRange(place, count);
                break;
            default:
                _deque.Keep(kept => kept % 50 != item % 50);
                list.RemoveAll(kept => kept % 50 == item % 50);
                break;
        }
    }
}
