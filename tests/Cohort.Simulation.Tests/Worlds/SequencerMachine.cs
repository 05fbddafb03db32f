using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Cohort.Protocol;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Tests.Worlds;

/// <summary>
/// A group without faults, in one page: everyone sends to the first listed node, which puts the messages into one order
/// and sends them to all. It shows that the world works without asking the protocol for anything, and, where it is told
/// to err, that the world notices.
/// </summary>
internal sealed class SequencerMachine(NodeSettings settings, SequencerError error = SequencerError.None) : IMachine
{
    private const int Header = 4 + 1 + 8;

    private readonly Dictionary<int, List<byte>> _received = [];
    private readonly SortedDictionary<string, (int Connection, ulong Incarnation, string Name)> _members = [];
    private readonly List<byte[]> _waiting = [];
    private View? _view;
    private int? _sequencer;
    private bool _dialing;
    private ulong _position;
    private ulong _delivered;

    public Instant WakeAt { get; private set; }

    private bool IsSequencer => settings.Process.Address == settings.Seeds[0];

    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs)
    {
        foreach (Input input in inputs)
            Take(input, outputs);
        if (!IsSequencer && _sequencer is null && !_dialing)
        {
            _dialing = true;
            outputs.Add(
                new Output
                {
                    Kind = OutputKind.Dial,
                    Dial = 1,
                    Detail = settings.Seeds[0],
                }
            );
        }

        WakeAt = now + TimeSpan.FromMilliseconds(100);
    }

    private void Take(Input input, OutputBuffer outputs)
    {
        switch (input.Kind)
        {
            case InputKind.Connected:
                _sequencer = input.Connection;
                Write(outputs, input.Connection, Frame('h', settings.Process.Incarnation, Hello()));
                foreach (byte[] frame in _waiting)
                    Write(outputs, input.Connection, frame);
                break;
            case InputKind.DialFailed:
                _dialing = false;
                break;
            case InputKind.Received:
                Receive(input, outputs);
                break;
            case InputKind.Join when IsSequencer:
                Enter(settings.Process.Address, (-1, settings.Process.Incarnation, settings.Name), outputs);
                break;
            case InputKind.Send:
                Send(input, outputs);
                break;
            case InputKind.Flush:
                outputs.Add(new Output { Kind = OutputKind.Flushed, Ticket = input.Ticket });
                break;
        }
    }

    private byte[] Hello() => Encoding.UTF8.GetBytes($"{settings.Process.Address} {settings.Name}");

    private void Send(Input input, OutputBuffer outputs)
    {
        outputs.Add(new Output { Kind = OutputKind.Accepted, Ticket = input.Ticket });
        byte[] body = [(byte)input.Order, (byte)input.Delivery, .. input.Bytes.Span];
        if (IsSequencer)
            Order(settings.Process.Address, body, outputs);
        else if (_sequencer is { } connection)
            Write(outputs, connection, Frame('s', 0, body));
        else
            _waiting.Add(Frame('s', 0, body));
    }

    private void Receive(Input input, OutputBuffer outputs)
    {
        if (!_received.TryGetValue(input.Connection, out List<byte>? bytes))
            _received.Add(input.Connection, bytes = []);
        bytes.AddRange(input.Bytes.Span);
        while (bytes.Count >= Header)
        {
            byte[] frame = [.. bytes];
            int size = BinaryPrimitives.ReadInt32LittleEndian(frame);
            if (bytes.Count < size)
                return;
            bytes.RemoveRange(0, size);
            ulong number = BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(5));
            Take((char)frame[4], number, frame[Header..size], input.Connection, outputs);
        }
    }

    private void Take(char kind, ulong number, byte[] body, int connection, OutputBuffer outputs)
    {
        switch (kind)
        {
            case 'h':
                string[] words = Encoding.UTF8.GetString(body).Split(' ');
                Enter(words[0], (connection, number, words[1]), outputs);
                break;
            case 's':
                Order(_members.First(member => member.Value.Connection == connection).Key, body, outputs);
                break;
            case 'v':
                Install(Encoding.UTF8.GetString(body), outputs);
                break;
            case 'd':
                Deliver((int)number, body, outputs);
                break;
        }
    }

    private void Enter(string address, (int, ulong, string) member, OutputBuffer outputs)
    {
        _members[address] = member;
        if (_members.Count < settings.Seeds.Length)
            return;
        string view = string.Join(
            ';',
            _members.Select(each => $"{each.Key} {each.Value.Incarnation} {each.Value.Name}")
        );
        foreach ((int connection, _, _) in _members.Values)
            if (connection >= 0)
                Write(outputs, connection, Frame('v', 0, Encoding.UTF8.GetBytes(view)));
        Install(view, outputs);
    }

    private void Install(string text, OutputBuffer outputs)
    {
        ImmutableArray<Member> members =
        [
            .. text.Split(';')
                .Select(each => each.Split(' '))
                .Select(each => new Member(
                    new MemberId(new ProcessId(each[0], ulong.Parse(each[1])), 1),
                    each[2],
                    true
                )),
        ];
        _view = new View(new GroupId(1, 1), new ViewNumber(0), members);
        outputs.Add(new Output { Kind = OutputKind.View, Detail = new ViewChange(_view, [], [], []) });
        outputs.Add(
            new Output
            {
                Kind = OutputKind.Status,
                Status = GroupStatus.Active,
                Detail = "formed",
            }
        );
    }

    private void Order(string sender, byte[] body, OutputBuffer outputs)
    {
        int rank = _view!.Members.Select(member => member.Process.Address).ToList().IndexOf(sender);
        foreach ((int connection, _, _) in _members.Values)
            if (connection >= 0)
                Write(outputs, connection, Frame('d', (ulong)rank, body));
        Deliver(rank, body, outputs);
    }

    private void Deliver(int rank, byte[] body, OutputBuffer outputs)
    {
        _delivered++;
        if (error == SequencerError.LosesMessages && _delivered % 100 == 0 && !IsSequencer)
            return;
        if (error == SequencerError.Breaks && _delivered > 100)
            throw new InvalidOperationException("More than a hundred messages.");
        Order order = (Order)body[0];
        _position += order == Cohort.Order.Total ? 1UL : 0;
        outputs.Add(
            new Output
            {
                Kind = OutputKind.Deliver,
                Bytes = body.AsMemory(2),
                Order = order,
                Delivery = (Delivery)body[1],
                Position = _position,
                Message = new MessageId(_view!.Number, rank, _delivered),
                Detail = _view.Members[rank],
            }
        );
    }

    private static byte[] Frame(char kind, ulong number, ReadOnlySpan<byte> body)
    {
        byte[] frame = new byte[Header + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length);
        frame[4] = (byte)kind;
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(5), number);
        body.CopyTo(frame.AsSpan(Header));
        return frame;
    }

    private static void Write(OutputBuffer outputs, int connection, byte[] frame) =>
        outputs.Add(
            new Output
            {
                Kind = OutputKind.Write,
                Connection = connection,
                Bytes = frame,
            }
        );
}

/// <summary>What a <see cref="SequencerMachine"/> gets wrong.</summary>
internal enum SequencerError
{
    None,

    /// <summary>Every hundredth message is not delivered, but at the sequencer.</summary>
    LosesMessages,

    /// <summary>Throws after a hundred messages.</summary>
    Breaks,
}
