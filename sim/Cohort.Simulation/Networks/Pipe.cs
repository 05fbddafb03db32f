using Cohort.Protocol;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Networks;

/// <summary>
/// One direction of a connection: a stream of bytes that arrive in order or not at all. It behaves as TCP does towards
/// its users: a bounded socket buffer at the sender, a bounded one at the receiver, and silence, not an error, while a
/// path is cut.
/// </summary>
internal sealed class Pipe : IHappening
{
    /// <summary>What a socket takes in before it makes the writer wait.</summary>
    public const int SocketBuffer = 256 << 10;

    /// <summary>What arrives at a receiver that does not read.</summary>
    public const int ReceiveBuffer = 256 << 10;

    // Without acknowledgements no more than this leaves the sender.
    private const int UnacknowledgedWindow = 64 << 10;
    private const int SplitInPermille = 20;

    private readonly Network _network;
    private readonly NetworkPath _path;
    private readonly Queue<Segment> _backlog = new();
    private readonly Queue<Segment> _socket = new();
    private readonly Queue<Segment> _flying = new();
    private int _socketBytes;
    private int _flyingBytes;
    private int _unreadBytes;
    private int _unacknowledgedBytes;
    private TimeSpan _lastArrival;
    private long _generation;
    private bool _stalled;
    private bool _broken;
    private bool _finished;

    public Pipe(Network network, ConnectionEnd from, ConnectionEnd to)
    {
        _network = network;
        From = from;
        To = to;
        _path = network.Path(from.Process.Host, to.Process.Host);
        _path.Add(this);
    }

    /// <summary>Who writes.</summary>
    public ConnectionEnd From { get; }

    /// <summary>Who reads.</summary>
    public ConnectionEnd To { get; }

    /// <summary>Bytes handed over and not yet in the socket.</summary>
    public long BacklogBytes { get; private set; }

    private Timeline Timeline => _network.Timeline;

    /// <summary>Hands bytes over.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_broken)
        {
            From.Process.Take(Input.Written(From.Number, bytes.Length));
            return;
        }

        BacklogBytes += bytes.Length;
        while (!bytes.IsEmpty)
        {
            int size = Math.Min(bytes.Length, Segment.MaximumSize);
            _backlog.Enqueue(Segment.Of(bytes[..size]));
            bytes = bytes[size..];
        }

        FillSocket();
        Launch();
    }

    /// <summary>Nothing more will be written; what was still arrives, and then the end mark.</summary>
    public void Finish()
    {
        if (_finished)
            return;
        _finished = true;
        while (_backlog.TryDequeue(out Segment segment))
            _socket.Enqueue(segment);
        _socket.Enqueue(Segment.End);
        Launch();
    }

    /// <summary>The connection breaks: what was not yet sent is lost, and where lossy, also what was under way.</summary>
    public void Break(bool lossy, TimeSpan noticedAfter)
    {
        if (_broken)
            return;
        _broken = _finished = true;
        Drop(_backlog);
        if (lossy)
        {
            Drop(_socket);
            Drop(_flying);
            _flyingBytes = 0;
            _generation++;
            _stalled = false;
        }

        Timeline.After(
            noticedAfter,
            () =>
            {
                _socket.Enqueue(Segment.End);
                Launch();
            }
        );
    }

    /// <summary>The receiver's host is gone without a word: nothing written ever arrives, and no error says so.</summary>
    public void LoseReceiver()
    {
        Drop(_flying);
        _generation++;
        _stalled = true;
    }

    /// <summary>The sender's host is gone without a word: what had not left it never will.</summary>
    public void LoseSender()
    {
        Drop(_backlog);
        Drop(_socket);
    }

    /// <summary>The receiver has read bytes.</summary>
    public void HasRead(int bytes)
    {
        _unreadBytes -= bytes;
        Launch();
    }

    /// <summary>The path works again: what the cut swallowed is sent again after a while.</summary>
    public void Resume()
    {
        if (_stalled && To.IsOpen)
        {
            _stalled = false;
            TimeSpan arrival = Timeline.Now + _path.RetransmissionDelay() + _path.Delay();
            _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
            for (int count = _flying.Count; count > 0; count--)
                Timeline.At(_lastArrival, this, _generation);
        }

        Launch();
    }

    /// <summary>The path carries more again: what was under way at the slower pace goes on at the faster one.</summary>
    public void Hasten()
    {
        if (_stalled || _flying.Count == 0)
            return;
        _generation++;
        _lastArrival = Timeline.Now;
        foreach (Segment segment in _flying)
        {
            TimeSpan arrival = Timeline.Now + _path.TimeFor(segment.Weight);
            _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
            Timeline.At(_lastArrival, this, _generation);
        }
    }

    /// <summary>The way back works again: the sender learns what arrived.</summary>
    public void AcknowledgementsResume()
    {
        _unacknowledgedBytes = 0;
        FillSocket();
        Launch();
    }

    /// <summary>Both ends are closed: nothing that is left matters to anyone.</summary>
    public void Retire()
    {
        Drop(_backlog);
        Drop(_socket);
        Drop(_flying);
        _generation++;
        _path.Remove(this);
    }

    /// <summary>A segment arrives.</summary>
    public void Happen(long tag)
    {
        if (tag != _generation)
            return;
        if (_path.IsCut)
        {
            _path.Obstructed++;
            _generation++;
            _stalled = true;
            return;
        }

        Segment segment = _flying.Dequeue();
        _flyingBytes -= segment.Weight;
        _socketBytes -= segment.Weight;
        if (_path.Reverse.IsCut)
            _unacknowledgedBytes += segment.Weight;
        Arrive(segment);
        FillSocket();
        Launch();
    }

    private void Arrive(Segment segment)
    {
        if (!To.IsOpen)
        {
            segment.Release();
            return;
        }

        To.Pending?.Complete();
        if (segment.IsEnd)
            To.ReceiveEnd();
        else if (segment.Length > 1 && _path.Sometimes(SplitInPermille))
            ArriveInTwo(segment);
        else
            Hand(segment);
    }

    private void ArriveInTwo(Segment segment)
    {
        int split = _path.SplitPoint(segment.Length);
        Hand(Segment.Of(segment.Bytes.Span[..split]));
        Hand(Segment.Of(segment.Bytes.Span[split..]));
        segment.Release();
    }

    private void Hand(Segment segment)
    {
        _unreadBytes += segment.Length;
        To.Process.TakeBytes(To.Number, segment, this);
    }

    private void FillSocket()
    {
        while (_backlog.TryPeek(out Segment next) && (_socketBytes == 0 || _socketBytes + next.Weight <= SocketBuffer))
        {
            _socket.Enqueue(_backlog.Dequeue());
            _socketBytes += next.Weight;
            BacklogBytes -= next.Weight;
            if (From.IsOpen)
                From.Process.Take(Input.Written(From.Number, next.Weight));
        }
    }

    private void Launch()
    {
        while (!_stalled && _socket.TryPeek(out Segment next))
        {
            if (_path.IsCut)
            {
                _path.Obstructed++;
                return;
            }

            if (_unreadBytes + _flyingBytes >= ReceiveBuffer)
                return;
            if (_path.Reverse.IsCut && _unacknowledgedBytes + _flyingBytes >= UnacknowledgedWindow)
            {
                _path.Reverse.Obstructed++;
                return;
            }

            _socket.Dequeue();
            if (!next.IsEnd)
                next = _path.Damage(next);
            TimeSpan arrival = Timeline.Now + _path.Carry(next.Weight);
            _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
            _flying.Enqueue(next);
            _flyingBytes += next.Weight;
            Timeline.At(_lastArrival, this, _generation);
        }
    }

    private void Drop(Queue<Segment> segments)
    {
        while (segments.TryDequeue(out Segment segment))
            segment.Release();
    }
}
