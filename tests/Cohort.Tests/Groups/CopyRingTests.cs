using Cohort.Runtime.Groups;

namespace Cohort.Tests.Groups;

public class CopyRingTests
{
    private readonly CopyRing _ring = new(capacity: 100, most: 50);

    [Fact]
    public void Copies_are_what_was_copied_until_they_are_let_go_of()
    {
        var random = new Random(3);
        var held = new Queue<(byte[] Original, ReadOnlyMemory<byte> Copy)>();
        int copied = 0;
        for (int turn = 0; turn < 10_000; turn++)
        {
            byte[] bytes = new byte[random.Next(0, 40)];
            random.NextBytes(bytes);
            if (_ring.TryCopy(bytes, out ReadOnlyMemory<byte> copy))
            {
                held.Enqueue((bytes, copy));
                copied++;
            }
            else
            {
                Assert.Equal(held.Peek().Original, held.Peek().Copy.ToArray());
                held.Dequeue();
                _ring.LetGo(1);
            }
            Assert.All(held, pair => Assert.Equal(pair.Original, pair.Copy.ToArray()));
        }

        Assert.InRange(copied, 4_000, 10_000);
    }

    [Fact]
    public void Empty_messages_take_room_too()
    {
        for (int i = 0; i < 50; i++)
            Assert.True(_ring.TryCopy([], out _));
        Assert.False(_ring.TryCopy([], out _));
        _ring.LetGo(1);
        Assert.True(_ring.TryCopy([], out _));
    }

    [Fact]
    public void It_takes_no_more_than_it_has_room_for()
    {
        Assert.False(_ring.TryCopy(new byte[101], out _));
        Assert.True(_ring.TryCopy(new byte[60], out _));
        Assert.False(_ring.TryCopy(new byte[60], out _));
        _ring.LetGo(1);
        Assert.True(_ring.TryCopy(new byte[60], out _));
    }
}
