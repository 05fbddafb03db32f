using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Cohort.Protocol;

namespace Cohort.Runtime.Recording;

/// <summary>
/// Keeps the last inputs of a machine in memory, so that what broke an invariant can be stepped through again. Used from
/// the driver's thread alone.
/// </summary>
internal sealed class InputRecorder(NodeSettings settings, ulong seed, int capacity = 1 << 20)
{
    private const byte StepMark = byte.MaxValue;
    private const int BytesForReading = 64;
    private const int StepSize = 1 + sizeof(long);

    private readonly ByteRing _ring = new(capacity);

    // One large message must not push out all the rest.
    private readonly int _mostBytes = capacity / 8;
    private bool _truncated;

    /// <summary>Keeps one step.</summary>
    public void Record(Instant now, ReadOnlySpan<Input> inputs)
    {
        Span<byte> step = stackalloc byte[StepSize];
        step[0] = StepMark;
        BinaryPrimitives.WriteInt64LittleEndian(step[1..], now.Ticks);
        _ring.Begin(StepSize);
        _ring.Append(step);

        Span<byte> head = stackalloc byte[RecordedInput.HeadSize];
        foreach (ref readonly Input input in inputs)
        {
            byte[] text = Encoding.UTF8.GetBytes(RecordedInput.TextOf(input));
            // Once the first inputs are gone nothing can be stepped through again: what is left is for reading.
            int most = _ring.HasDropped ? BytesForReading : _mostBytes;
            ReadOnlySpan<byte> bytes = input.Bytes.Span[..Math.Min(input.Bytes.Length, most)];
            _truncated |= bytes.Length < input.Bytes.Length;
            RecordedInput.WriteHead(head, input, text.Length);
            _ring.Begin(head.Length + text.Length + bytes.Length);
            _ring.Append(head);
            _ring.Append(text);
            _ring.Append(bytes);
        }
    }

    /// <summary>What has been kept.</summary>
    public RecordedRun Run()
    {
        var steps = ImmutableArray.CreateBuilder<RecordedStep>();
        ImmutableArray<RecordedInput>.Builder? inputs = null;
        long at = 0;
        foreach (byte[] record in _ring.Records())
        {
            if (record[0] != StepMark)
            {
                // Inputs whose step has made room belong to no step that could be repeated.
                inputs?.Add(RecordedInput.Read(record));
                continue;
            }
            if (inputs is not null)
                steps.Add(new RecordedStep(at, inputs.ToImmutable()));
            inputs = ImmutableArray.CreateBuilder<RecordedInput>();
            at = BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(1));
        }
        if (inputs is not null)
            steps.Add(new RecordedStep(at, inputs.ToImmutable()));
        return new RecordedRun(
            RecordedRun.CurrentFormat,
            Complete: !_ring.HasDropped && !_truncated,
            seed,
            // An application's layout is code, which no file keeps: a replay lays out as usual. And what the node's log had is in the log.
            settings with
            {
                Layout = null,
                DirectoryCopy = null,
                LogNeeds = null,
            },
            steps.ToImmutable()
        );
    }

    /// <summary>Writes what has been kept into a file of a folder; null where it cannot, and why.</summary>
    public string? TryWriteFile(string folder, out string? problem)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"cohort-{settings.Process.Incarnation:x16}-{Guid.NewGuid():N}.inputs.json"
        );
        string path = Path.Combine(folder, name);
        try
        {
            Run().Save(path);
            problem = null;
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = e.Message;
            return null;
        }
    }
}
