using System.Buffers.Binary;
using Cohort.Protocol.Formation;
using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.HostileBytes;

/// <summary>Frames that real nodes sent, damaged: whatever comes, no exception leaves the machine.</summary>
public sealed class Fuzz
{
    /// <summary>Frames of all kinds, from a life with joins, deaths, large messages and transfers.</summary>
    private static SentFrame[] Recorded()
    {
        Cluster cluster = Cluster.Of(new Limits { FragmentSize = 100 }, "a", "b", "c", "d");
        cluster.Network.Lose(frame => frame is { Type: FrameType.StreamItems, From: "d", To: not "b" });
        for (int i = 0; i < 5; i++)
            foreach (string name in cluster.Seeds)
                cluster[name].Send($"{name}{i} {new string('.', 60 * i)}", (Order)(i % 3), (Delivery)(i % 2));
        cluster.Settle();
        cluster.Kill("d");
        cluster.RunUntilView("a", "b", "c");
        cluster.Network.Release();
        cluster.Start("d");
        cluster.RunUntilView("a", "b", "c", "d");
        cluster["c"].Leave();
        cluster.RunUntilView("a", "b", "d");
        cluster["b"].Pause();
        cluster.RunUntilView("a", "d");
        cluster["b"].Continue();
        cluster.RunUntilView("a", "b", "d");
        return
        [
            .. cluster
                .Network.Written.GroupBy(frame => frame.Type)
                .SelectMany(frames => frames.Where((_, at) => at % (frames.Count() / 20 + 1) == 0))
                .Select(frame => frame with { Bytes = SentFrame.At(place: 0, frame.Bytes) }),
        ];
    }

    /// <summary>A frame with good checksums, the second on its connection.</summary>
    private static byte[] Sealed(ReadOnlySpan<byte> typeAndBody)
    {
        byte[] bytes = new byte[FrameWriter.HeaderSize + typeAndBody.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, typeAndBody.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Crc32C.Of(typeAndBody));
        typeAndBody.CopyTo(bytes.AsSpan(FrameWriter.HeaderSize));
        return SentFrame.At(place: 1, bytes);
    }

    [Fact]
    public void Frames_with_any_byte_damaged_are_noticed()
    {
        foreach (SentFrame frame in Recorded())
            for (int at = 0; at < frame.Bytes.Length; at++)
            {
                byte[] damaged = frame.Bytes.ToArray();
                damaged[at] ^= (byte)(1 << (at % 8));
                var decoder = new FrameDecoder(new SlabPool(spoil: true), 1 << 20);
                decoder.Add((byte[])[.. FrameDecoder.Preamble, .. damaged]);
                Assert.Equal(Decoded.Garbage, decoder.Next(out _, out _));
            }
    }

    [Fact]
    public void Frames_cut_off_at_any_byte_wait_for_the_rest()
    {
        foreach (SentFrame frame in Recorded())
            for (int size = 0; size < frame.Bytes.Length; size++)
            {
                var decoder = new FrameDecoder(new SlabPool(spoil: true), 1 << 20);
                decoder.Add((byte[])[.. FrameDecoder.Preamble, .. frame.Bytes.Span[..size]]);
                Assert.Equal(Decoded.Nothing, decoder.Next(out _, out _));
                decoder.Add(frame.Bytes[size..]);
                Assert.Equal(Decoded.Frame, decoder.Next(out FrameType type, out SlabPart body));
                Assert.Equal(frame.Type, type);
                Assert.Equal(frame.Body.ToArray(), body.Span.ToArray());
            }
    }

    [Fact]
    public void Frames_are_the_same_however_their_bytes_are_cut_into_pieces()
    {
        var writer = new FrameWriter();
        writer.Raw(FrameDecoder.Preamble);
        var random = new Random(5);
        byte[][] bodies = [.. Enumerable.Range(0, 200).Select(_ => new byte[random.Next(0, 300)])];
        foreach (byte[] body in bodies)
        {
            random.NextBytes(body);
            writer.Begin(FrameType.Row);
            writer.Raw(body);
            writer.End();
        }
        for (int longest = 1; longest < 700; longest += 9)
        {
            var decoder = new FrameDecoder(new SlabPool(spoil: true), 1 << 20);
            List<byte[]> found = [];
            for (int at = 0; at < writer.Length; )
            {
                int size = Math.Min(random.Next(1, longest + 1), writer.Length - at);
                byte[] piece = writer.Written.Slice(at, size).ToArray();
                decoder.Add(piece);
                while (decoder.Next(out _, out SlabPart body) == Decoded.Frame)
                    found.Add(body.Span.ToArray());
                piece.AsSpan().Clear();
                at += size;
            }
            Assert.Equal(bodies, found);
            Assert.False(decoder.HasPart);
        }
    }

    [Fact]
    public void What_is_kept_of_a_frame_stays_as_it_is_where_the_frame_was_received()
    {
        var memory = new SlabPool(spoil: true);
        var decoder = new FrameDecoder(memory, 1 << 20);
        var writer = new FrameWriter();
        writer.Raw(FrameDecoder.Preamble);
        var random = new Random(6);
        byte[][] bodies = [.. Enumerable.Range(0, 400).Select(_ => new byte[random.Next(0, 20_000)])];
        foreach (byte[] body in bodies)
        {
            random.NextBytes(body);
            writer.Begin(FrameType.Row);
            writer.Raw(body);
            writer.End();
        }
        var kept = new Queue<SlabPart>();
        int checkedBodies = 0;
        int inPlace = 0;
        for (int at = 0; at < writer.Length; )
        {
            Memory<byte> room = decoder.Room();
            int size = Math.Min(random.Next(1, room.Length + 1), writer.Length - at);
            writer.Written.Slice(at, size).CopyTo(room);
            decoder.Add(room[..size]);
            at += size;
            while (decoder.Next(out _, out SlabPart body) == Decoded.Frame)
            {
                kept.Enqueue(memory.Keep(body));
                inPlace += body == kept.Last() ? 1 : 0;
                while (kept.Count > 50)
                    Release();
            }
        }
        while (kept.Count > 0)
            Release();
        Assert.Equal(bodies.Length, checkedBodies);
        Assert.InRange(inPlace, 100, bodies.Length);

        void Release()
        {
            SlabPart oldest = kept.Dequeue();
            Assert.Equal(bodies[checkedBodies++], oldest.Span.ToArray());
            oldest.Slab.Release();
        }
    }

    [Fact]
    public void Bodies_cut_off_at_any_byte_under_a_good_checksum_do_no_harm()
    {
        SentFrame[] recorded = Recorded();
        Assert.InRange(recorded.Select(frame => frame.Type).Distinct().Count(), 20, 40);
        Cluster cluster = Cluster.Of("a", "b", "c");
        foreach (SentFrame frame in recorded)
            for (int size = 1; size < frame.Bytes.Length - FrameWriter.HeaderSize; size++)
                SendAsStranger(cluster, Sealed(frame.Bytes.Span.Slice(FrameWriter.HeaderSize, size)));
        AssertGoesOn(cluster);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bodies_damaged_under_a_good_checksum_do_no_harm(int seed)
    {
        var random = new Random(seed);
        SentFrame[] recorded = Recorded();
        Cluster cluster = Cluster.Of("a", "b", "c");
        for (int i = 0; i < 3000; i++)
            SendAsStranger(cluster, Damage(recorded[random.Next(recorded.Length)], random));
        AssertGoesOn(cluster);
    }

    [Fact]
    public void Damaged_bodies_cost_no_more_memory_than_bytes_came()
    {
        var random = new Random(4);
        SentFrame[] recorded = Recorded();
        foreach (SentFrame frame in recorded)
            for (int i = 0; i < 50; i++)
            {
                byte[] damaged = Damage(frame, random);
                long before = GC.GetAllocatedBytesForCurrentThread();
                Decode(damaged.AsSpan(FrameWriter.HeaderSize + 1));
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.InRange(allocated, 0, 20_000 + 100L * damaged.Length);
            }
    }

    /// <summary>Reads a body as each of the things that bodies are made of.</summary>
    private static void Decode(ReadOnlySpan<byte> body)
    {
        var limits = new Limits();
        Hello.Read(body, limits);
        var reader = new FrameReader(body, limits);
        reader.GroupId();
        reader.View();
        ActiveView.ReadPropose(ref reader, limits);
        reader = new FrameReader(body, limits);
        reader.GroupId();
        reader.View();
        RetiredView.Read(ref reader, limits);
        reader = new FrameReader(body, limits);
        reader.Text();
        SeedAnswer.Read(ref reader, limits);
        StreamItem.TryDecode(body, limits, new ulong[3], [], out _);
    }

    private static byte[] Damage(SentFrame frame, Random random)
    {
        List<byte> bytes = [.. frame.Bytes.Span[FrameWriter.HeaderSize..]];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(1, bytes.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 5)));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);
                    break;
            }
        }
        return Sealed([.. bytes]);
    }

    private static void SendAsStranger(Cluster cluster, byte[] frame)
    {
        Stranger stranger = cluster.Dial("a");
        stranger.Greet("x");
        stranger.Send(frame);
        if (!stranger.IsClosed)
            stranger.HangUp();
    }

    private static void AssertGoesOn(Cluster cluster)
    {
        cluster["b"].Send("the group goes on");
        cluster.RunUntil(() => cluster.Seeds.All(name => cluster[name].Delivered.Contains("the group goes on")));
        Assert.All(cluster.Seeds, name => Assert.Equal(cluster["a"].History, cluster[name].History));
    }
}
