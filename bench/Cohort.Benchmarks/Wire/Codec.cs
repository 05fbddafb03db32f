using BenchmarkDotNet.Attributes;
using Cohort.Protocol;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Benchmarks.Wire;

/// <summary>What a frame of stream items carries.</summary>
public enum Batch
{
    /// <summary>A hundred items of 64 bytes, which are copied into the frame.</summary>
    Small,

    /// <summary>Three items of 10 KB, which are lent to it.</summary>
    Large,
}

/// <summary>A frame of stream items: written, and written, carried and read.</summary>
public class Codec
{
    private readonly Limits _limits = new();
    private readonly FrameWriter _writer = new();
    private readonly FrameDecoder _decoder = new(new SlabPool(spoil: false), new Limits().FrameSize);
    private SlabPart[] _pieces = [];
    private uint _checksum;
    private byte[] _carried = [];
    private ulong _number;

    [ParamsAllValues]
    public Batch Batch { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (int count, int size) = Batch == Batch.Small ? (100, 64) : (3, 10 << 10);
        var pool = new SlabPool(spoil: false);
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var item = new FrameWriter();
        item.Bytes(bytes);
        // Small ones lie behind each other and are one piece; large ones have a checksum each.
        (int pieces, int each) = Batch == Batch.Small ? (1, count) : (count, 1);
        byte[] piece = [.. Enumerable.Repeat(item.Written.ToArray(), each).SelectMany(written => written)];
        _pieces = [.. Enumerable.Range(0, pieces).Select(_ => pool.Copy(piece))];
        _checksum = Crc32C.Of(piece);
        _carried = new byte[_limits.FrameSize];
        // The places of frames on a connection are checked, so every frame that is written from here on is read.
        FrameDecoder.Preamble.CopyTo(_carried);
        Read(FrameDecoder.Preamble.Length);
    }

    /// <summary>One frame, with its checksums.</summary>
    [Benchmark]
    public int Write()
    {
        var writer = _writer;
        writer.Clear();
        writer.Begin(FrameType.StreamItems);
        writer.Number(++_number);
        foreach (SlabPart piece in _pieces)
            writer.Piece(piece, _checksum);
        writer.End();
        return writer.Length;
    }

    /// <summary>One frame to the other side of a connection: copied once, as a socket does.</summary>
    [Benchmark]
    public int WriteCarryRead()
    {
        Write();
        return Read(Carry());
    }

    private int Carry()
    {
        int length = 0;
        int at = 0;
        foreach (FrameWriter.Lent loan in _writer.Loans)
        {
            Copy(_writer.Written.Span[at..loan.At]);
            Copy(loan.Part.Span);
            at = loan.At;
        }
        Copy(_writer.Written.Span[at..]);
        return length;

        void Copy(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_carried.AsSpan(length));
            length += bytes.Length;
        }
    }

    private int Read(int length)
    {
        int items = 0;
        _decoder.Add(_carried.AsMemory(0, length));
        Decoded decoded;
        while ((decoded = _decoder.Next(out _, out SlabPart body)) == Decoded.Frame)
        {
            var reader = new FrameReader(body, _limits);
            for (reader.Number(); !reader.AtEnd; items++)
                reader.Bytes();
        }
        return decoded == Decoded.Nothing ? items : throw new InvalidDataException(_decoder.Problem);
    }
}
