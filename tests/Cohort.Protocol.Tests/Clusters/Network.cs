using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>
/// What happens to frames on their way: they pass, are lost, or are held back, and with them all that follows on their
/// connection, as TCP would have it.
/// </summary>
internal sealed class Network
{
    private readonly List<Func<SentFrame, bool>> _lost = [];
    private readonly List<Func<SentFrame, bool>> _held = [];
    private readonly List<(Func<SentFrame, bool> Awaited, Action Then)> _awaited = [];
    private readonly Dictionary<int, uint> _places = [];
    private readonly SortedDictionary<int, (Action<byte[]> Deliver, MemoryStream Bytes)> _waiting = [];

    /// <summary>All frames that were written, in order, whatever became of them.</summary>
    public List<SentFrame> Written { get; } = [];

    public int Count(FrameType type) => Written.Count(frame => frame.Type == type);

    /// <summary>The frames that were written last, for a person.</summary>
    public string Last(int count) =>
        string.Join(", ", Written.TakeLast(count).Select(frame => $"{frame.From}→{frame.To} {frame.Type}"));

    /// <summary>From now on such frames are lost.</summary>
    public void Lose(Func<SentFrame, bool> frames) => _lost.Add(frames);

    public void Lose(FrameType type, string? from = null, string? to = null) =>
        Lose(frame => frame.Type == type && frame.From == (from ?? frame.From) && frame.To == (to ?? frame.To));

    /// <summary>From now on such frames wait, and all that comes after them on the same connection.</summary>
    public void HoldBack(Func<SentFrame, bool> frames) => _held.Add(frames);

    /// <summary>Holds back all that one node sends to another.</summary>
    public void HoldBack(string from, string to) => HoldBack(frame => frame.From == from && frame.To == to);

    /// <summary>Does something once, just before the first such frame goes out.</summary>
    public void Before(Func<SentFrame, bool> frames, Action then) => _awaited.Add((frames, then));

    /// <summary>Lets all frames pass again; what was held back arrives.</summary>
    public void Release()
    {
        _lost.Clear();
        _held.Clear();
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach ((_, (Action<byte[]> deliver, MemoryStream bytes)) in waiting)
            deliver(bytes.ToArray());
    }

    /// <summary>Takes what a node wrote to a connection, and delivers what of it passes.</summary>
    public void Carry(int connection, string from, string to, byte[] written, Action<byte[]> deliver)
    {
        ReadOnlyMemory<byte> rest = written;
        var passing = new MemoryStream();
        if (written.AsSpan().StartsWith(FrameDecoder.Preamble))
        {
            passing.Write(rest.Span[..FrameDecoder.Preamble.Length]);
            rest = rest[FrameDecoder.Preamble.Length..];
        }
        foreach (SentFrame frame in SentFrame.Split(from, to, rest))
        {
            Written.Add(frame);
            Tell(frame);
            if (_lost.Exists(lost => lost(frame)))
                continue;
            byte[] bytes = Placed(connection, frame.Bytes);
            if (_waiting.TryGetValue(connection, out (Action<byte[]> Deliver, MemoryStream Bytes) waiting))
                waiting.Bytes.Write(bytes);
            else if (!_held.Exists(held => held(frame)))
                passing.Write(bytes);
            else
            {
                _waiting.Add(connection, (deliver, new MemoryStream()));
                _waiting[connection].Bytes.Write(bytes);
            }
        }
        if (passing.Length > 0)
            deliver(passing.ToArray());
    }

    /// <summary>A frame as the next on its connection: those that are lost leave no gap, as if they had never been written.</summary>
    public byte[] Placed(int connection, ReadOnlyMemory<byte> frame)
    {
        uint place = _places.GetValueOrDefault(connection);
        _places[connection] = place + 1;
        return SentFrame.At(place, frame);
    }

    private void Tell(SentFrame frame)
    {
        foreach ((Func<SentFrame, bool> awaited, Action then) in _awaited.ToArray())
        {
            if (!awaited(frame))
                continue;
            _awaited.RemoveAll(entry => entry.Then == then);
            then();
        }
    }
}
