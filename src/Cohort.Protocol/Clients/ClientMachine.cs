using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>
/// A process that is no node: it listens nowhere and is in no view, and uses the groups of a cluster through links to its nodes.
/// Bytes in, bytes out, as with a <see cref="NodeMachine"/>; the same settings, seed and inputs give the same outputs.
/// </summary>
public sealed class ClientMachine
{
    /// <summary>The most nodes that it keeps the addresses of.</summary>
    internal const int MostNodes = 1024;

    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(2);

    private readonly NodeSettings _settings;
    private readonly NodeClock _clock;
    private readonly OutputBuffer _outputs = new();
    private readonly LinkTable _links;
    private readonly HomeNode _home;
    private readonly LinkWants _wants = new();
    private readonly DirectoryFollower _directory;
    private readonly List<ProcessId> _wantedProcesses = [];
    private readonly List<string> _wantedAddresses = [];

    /// <summary>Makes a machine that has done nothing yet.</summary>
    /// <param name="settings">As for a node, but that the process has no address that anybody could dial, and that
    /// <see cref="NodeSettings.Seeds"/> are the nodes to begin with: one at least.</param>
    /// <param name="seed">Where its choices come from.</param>
    public ClientMachine(NodeSettings settings, ulong seed)
    {
        _settings = settings;
        _clock = new NodeClock(settings.SuspicionTime / 4);
        var random = new SeededRandom(seed);
        var memory = new SlabPool(settings.SpoilsFreedMemory);
        HelloBounds bounds = HelloBounds.Of(settings);
        var hello = new Hello(settings.Cluster, settings.Process, settings.Name, 0, bounds, HelloRole.Client);
        _links = new LinkTable(settings, hello, _clock, random, memory, _outputs);
        _home = new HomeNode(settings, _links, _clock, random, Tell);
        _directory = new DirectoryFollower(_links, _home, settings.Limits, _outputs);
    }

    /// <summary>When it next wants a step even if nothing happens.</summary>
    public Instant WakeAt { get; private set; }

    /// <summary>Takes in all that has happened, in order, and leaves what is to be done. Called with no inputs when
    /// <see cref="WakeAt"/> has come.</summary>
    /// <exception cref="InvariantBrokenException">The machine found its own state to be wrong; it must not be used
    /// again.</exception>
    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs)
    {
        _clock.Advance(now);
        _links.BeginStep();
        _outputs.Clear();
        foreach (ref readonly Input input in inputs)
        {
            Take(input);
            HearLinks();
        }
        _links.Tick();
        HearLinks();
        _home.Tick();
        _directory.Advance();
        if (UpdateWants())
            _links.Tick();
        _links.EndStep();
        WakeAt = _clock.WakeAt(NextLook());
        _outputs.MoveTo(outputs);
    }

    /// <inheritdoc cref="NodeMachine.Room"/>
    public Memory<byte> Room(int connection) => _links.Room(connection);

    private void Take(in Input input)
    {
        switch (input.Kind)
        {
            case InputKind.Connected:
                _links.Connected(input.Dial, input.Connection);
                break;
            case InputKind.DialFailed:
                _links.DialFailed(input.Dial, input.Refused);
                break;
            case InputKind.Received:
                Received(input.Connection, input.Bytes);
                break;
            case InputKind.Written:
                _links.Written(input.Connection, input.Amount);
                break;
            case InputKind.Closed:
                _links.ConnectionClosed(input.Connection);
                break;
            case InputKind.FollowDirectory:
                _directory.Follow();
                break;
            case InputKind.ReadDirectory:
                _directory.Read(input.Ticket);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Received(int connection, ReadOnlyMemory<byte> bytes)
    {
        if (_links.Received(connection, bytes) is not { } link)
            return;
        while (_links.Next(link, out FrameType type, out SlabPart body))
        {
            // A link may have come up while its first bytes were read.
            HearLinks();
            if (!Frame(link, type, body))
                _links.Fail(link, $"a frame of type {type} made no sense");
        }
    }

    private bool Frame(Link from, FrameType type, SlabPart body)
    {
        var reader = new FrameReader(body, _settings.Limits);
        return type switch
        {
            FrameType.Nodes => Nodes(from.Peer!.Process, ref reader),
            FrameType.Directory => _directory.Told(from, ref reader),
            FrameType.DirectoryRead => _directory.Answered(from, ref reader),
            _ => false,
        };
    }

    private bool Nodes(ProcessId from, ref FrameReader reader)
    {
        var addresses = new string[reader.Count(MostNodes)];
        for (int at = 0; at < addresses.Length; at++)
            addresses[at] = reader.Text();
        if (!reader.Complete || addresses.Contains("", StringComparer.Ordinal))
            return false;
        if (from == _home.Process)
            _home.Learn(addresses);
        return true;
    }

    private void HearLinks()
    {
        while (_links.Events.TryDequeue(out LinkEvent change))
            if (change.Kind == LinkEventKind.Up)
                _home.Up(change.Process);
    }

    private bool UpdateWants()
    {
        if (!_home.WantsChanged)
            return false;
        _home.WantsChanged = false;
        _wantedProcesses.Clear();
        _wantedAddresses.Clear();
        if (_home.Process is { } process)
            _wantedProcesses.Add(process);
        else
            _wantedAddresses.Add(_home.Address);
        _links.Want(_wants, _wantedProcesses, _wantedAddresses);
        return true;
    }

    private Instant NextLook()
    {
        Instant next = _links.NextLook < _home.NextLook ? _links.NextLook : _home.NextLook;
        Instant soonest = _clock.Now + ShortestRest;
        return next > soonest ? next : soonest;
    }

    private void Tell(ClientLink link) => _outputs.Add(new Output { Kind = OutputKind.ClientLinked, Detail = link });
}
