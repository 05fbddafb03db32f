using System.Buffers;
using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort.Toolkit.Tests.Collections;

/// <summary>Equal contents have equal bytes, and come back from them.</summary>
public sealed class CollectionStates
{
    private readonly UpdateContext _context = new();

    [Fact]
    public void A_dictionary_is_saved_in_the_order_of_its_keys()
    {
        var rising = DictionaryState<string, int>.Create();
        var falling = DictionaryState<string, int>.Create();
        for (int number = 0; number < 100; number++)
        {
            Set(rising, $"key {number}", number);
            Set(falling, $"key {99 - number}", 99 - number);
        }
        byte[] saved = Saved(rising);
        Assert.Equal(saved, Saved(falling));
        DictionaryState<string, int> loaded = Loaded<DictionaryState<string, int>>(saved);
        Assert.Equal(saved, Saved(loaded));
        Assert.Equal(42, loaded.Entries["key 42"]);
        Assert.Throws<PackException>(() => Loaded<DictionaryState<string, int>>(saved[..^1]));
    }

    [Fact]
    public void A_queue_gives_what_came_back_first_and_is_saved_as_it_is_seen()
    {
        var queue = QueueState<int>.Create();
        Put(queue, QueueMethod.Enqueue, 3);
        Put(queue, QueueMethod.GiveBack, 2);
        Put(queue, QueueMethod.GiveBack, 1);
        Put(queue, QueueMethod.Enqueue, 4);
        Assert.Equal([1, 2, 3, 4], queue.ToArray());
        var other = QueueState<int>.Create();
        for (int item = 1; item <= 4; item++)
            Put(other, QueueMethod.Enqueue, item);
        Assert.Equal(Saved(other), Saved(queue));
        QueueState<int> loaded = Loaded<QueueState<int>>(Saved(queue));
        Assert.Equal((true, 1), loaded.Peek());
        Assert.Equal([1, 2, 3, 4], Enumerable.Range(0, 4).Select(_ => Take(loaded)));
        Assert.Equal(Saved(QueueState<int>.Create()), Saved(loaded));
    }

    [Fact]
    public void Whoever_waits_is_woken_in_turn_and_forgotten_with_its_member()
    {
        Member first = MemberOf("a:1");
        Member second = MemberOf("b:1");
        var queue = QueueState<int>.Create();
        Assert.Empty(Wait(queue, 1, first));
        Assert.Empty(Wait(queue, 2, second));
        Assert.Equal([1UL], Put(queue, QueueMethod.Enqueue, 10));
        // The first is gone before it comes: the second is woken in its place.
        var view = new View(new GroupId(1, 1), new ViewNumber(2), [second]);
        Assert.Equal([2UL], Told(() => queue.OnView(view, _context)));
        QueueState<int> loaded = Loaded<QueueState<int>>(Saved(queue));
        Assert.Equal(Saved(queue), Saved(loaded));
        // Somebody else takes the item: the one that was woken waits on, as the first.
        Assert.Empty(Wait(loaded, 3, second));
        Assert.Equal(10, Take(loaded));
        Assert.Empty(Wait(loaded, 2, second));
        Assert.Equal([2UL], Put(loaded, QueueMethod.Enqueue, 11));
        Assert.Equal([3UL], GiveUp(loaded, 2));
    }

    private static Member MemberOf(string address) =>
        new(new MemberId(new ProcessId(address, 1), 1), address, HoldsState: true);

    private void Set(DictionaryState<string, int> dictionary, string key, int value) =>
        Told(() =>
            Call(
                dictionary,
                (uint)DictionaryMethod.Set,
                (ref PackWriter writer) =>
                {
                    Codec<string>.Default.Write(ref writer, key);
                    Codec<int>.Default.Write(ref writer, value);
                }
            )
        );

    private ulong[] Put(QueueState<int> queue, QueueMethod method, int item) =>
        Told(() => Call(queue, (uint)method, (ref PackWriter writer) => Codec<int>.Default.Write(ref writer, item)));

    private ulong[] Wait(QueueState<int> queue, ulong waiter, Member member) =>
        Told(() =>
            Call(queue, (uint)QueueMethod.Dequeue, (ref PackWriter writer) => writer.WriteFixed8(waiter), member)
        );

    private ulong[] GiveUp(QueueState<int> queue, ulong waiter) =>
        Told(() => Call(queue, (uint)QueueMethod.GiveUp, (ref PackWriter writer) => writer.WriteFixed8(waiter)));

    private int Take(QueueState<int> queue)
    {
        var reader = new PackReader(Call(queue, (uint)QueueMethod.TryDequeue, (ref PackWriter _) => { }));
        return Answers.Read<int>(ref reader, 0).Value;
    }

    /// <summary>Who is woken by what is done.</summary>
    private ulong[] Told(Action action)
    {
        _context.Raised.Clear();
        action();
        return [.. _context.Raised.OfType<QueueWoken>().Select(woken => woken.Waiter)];
    }

    private byte[] Call<T>(T replica, uint method, Writing arguments, Member? caller = null)
        where T : class, IReplicated<T>
    {
        var view = new View(new GroupId(1, 1), new ViewNumber(1), []);
        _context.Set(1, 0, 1, 1, view, caller);
        var packed = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(packed);
        arguments(ref writer);
        writer.Flush();
        var reader = new PackReader(packed.WrittenSpan);
        var answer = new ArrayBufferWriter<byte>();
        var result = new PackWriter(answer);
        Assert.True(replica.Update(method, ref reader, ref result, _context));
        result.Flush();
        return answer.WrittenSpan.ToArray();
    }

    private delegate void Writing(ref PackWriter writer);

    private static byte[] Saved<T>(T replica)
        where T : class, IReplicated<T>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(output);
        replica.Save(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static T Loaded<T>(byte[] saved)
        where T : class, IReplicated<T>
    {
        var reader = new PackReader(saved);
        T replica = T.Create();
        replica.Load(ref reader);
        reader.EndPayload();
        return replica;
    }
}
