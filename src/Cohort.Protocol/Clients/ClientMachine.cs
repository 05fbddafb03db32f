using Cohort.Protocol.Diffusion;
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
    private readonly List<Subscription> _subscriptions = [];
    private readonly LinkWants _wants = new();
    private readonly DirectoryFollower _directory;
    private readonly ClientContext _context;
    private readonly BackupTakings _backups;
    private readonly SortedList<string, GroupCalls> _calls = new(StringComparer.Ordinal);
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
        _context = new ClientContext(settings, _links, _clock, random, _outputs);
        _backups = new BackupTakings(_context, _home);
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
        AdvanceCalls();
        AdvanceSubscriptions();
        _backups.Advance();
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
            case InputKind.ChooseLog:
                _directory.Choose(input.Choice);
                break;
            case InputKind.Call:
                CallsOf(input.Text).Call(input.Ticket, input.Bytes);
                break;
            case InputKind.CancelCall:
                Cancel(input.Ticket);
                break;
            case InputKind.Subscribe:
                _subscriptions.Add(new Subscription(_context, input.Ticket, input.Text, _home));
                break;
            case InputKind.Unsubscribe:
                Unsubscribe(input.Ticket);
                break;
            case InputKind.TakeBackup:
                _backups.Begin(input.Ticket, input.Text);
                break;
            case InputKind.BackupHandled:
                _backups.Handled(input.Ticket, input.Amount);
                break;
            case InputKind.DropBackup:
                _backups.Drop(input.Ticket);
                break;
            case InputKind.FeedHandled:
                SubscriptionOf(input.Ticket)?.Handled(input.Amount);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private GroupCalls CallsOf(string group)
    {
        if (!_calls.TryGetValue(group, out GroupCalls? calls))
            _calls.Add(group, calls = new GroupCalls(_context, group, _home));
        return calls;
    }

    private void Cancel(long ticket)
    {
        foreach (GroupCalls calls in _calls.Values)
            if (calls.Cancel(ticket))
                return;
    }

    private Subscription? SubscriptionOf(long ticket) => _subscriptions.Find(other => other.Ticket == ticket);

    private void Unsubscribe(long ticket)
    {
        if (SubscriptionOf(ticket) is not { } subscription)
            return;
        subscription.End();
        _subscriptions.Remove(subscription);
        _home.WantsChanged = true;
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
            FrameType.Found => Found(ref reader),
            FrameType.CallAnswer => Answered(ref reader),
            FrameType.BackupBegins or FrameType.BackupPart or FrameType.BackupRefused => _backups.Frame(
                type,
                ref reader
            ),
            FrameType.FeedView or FrameType.FeedMessage or FrameType.FeedEnded => Fed(type, ref reader),
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
        // With this a node begins, once it has taken the client in.
        _links.To(from)?.IsWelcome = true;
        if (from == _home.Process)
            _home.Learn(addresses);
        return true;
    }

    private bool Found(ref FrameReader reader)
    {
        (ulong request, var found) = (reader.Number(), (DeskFound)reader.Byte());
        var members = new string[reader.Count(MostNodes)];
        for (int at = 0; at < members.Length; at++)
            members[at] = reader.Text();
        string reason = reader.Text();
        if (!reader.Complete || found > DeskFound.Unknown || members.Contains("", StringComparer.Ordinal))
            return false;
        for (int at = 0; at < ContactCount; at++)
            if (ContactAt(at).Found(request, found, members, reason))
                return true;
        return true;
    }

    private bool Answered(ref FrameReader reader)
    {
        (ulong request, var answer) = (reader.Number(), (DeskAnswer)reader.Byte());
        ReadOnlySpan<byte> rest = reader.Rest();
        if (reader.Failed || answer > DeskAnswer.TakesNone)
            return false;
        foreach (GroupCalls calls in _calls.Values)
            if (calls.Answered(request, answer, rest, out bool makesSense))
                return makesSense;
        // The answer to a call that has ended, or was answered by another member.
        return true;
    }

    private bool Fed(FrameType type, ref FrameReader reader)
    {
        ulong request = reader.Number();
        if (reader.Failed)
            return false;
        foreach (Subscription subscription in _subscriptions)
            if (subscription.Frame(type, request, ref reader, out bool makesSense))
                return makesSense;
        // What was on its way when the subscription ended.
        return true;
    }

    private void AdvanceSubscriptions()
    {
        for (int at = _subscriptions.Count - 1; at >= 0; at--)
        {
            Subscription subscription = _subscriptions[at];
            subscription.Advance();
            if (subscription.Ended is not { } ended)
                continue;
            _subscriptions.RemoveAt(at);
            _home.WantsChanged = true;
            _outputs.Add(
                new Output
                {
                    Kind = OutputKind.FeedEnded,
                    Ticket = subscription.Ticket,
                    Outcome = ended.Outcome,
                    Detail = ended.Reason,
                }
            );
        }
    }

    private void AdvanceCalls()
    {
        string? idle = null;
        for (int at = 0; at < _calls.Count; at++)
        {
            GroupCalls calls = _calls.GetValueAtIndex(at);
            calls.Advance();
            if (calls.IsIdle)
                idle = calls.Name;
        }
        // What it knows of a group that it has not called for long is not worth keeping: a session is soon opened.
        if (idle is not null)
            _home.WantsChanged |= _calls.Remove(idle);
    }

    private void HearLinks()
    {
        while (_links.Events.TryDequeue(out LinkEvent change))
            if (change.Kind == LinkEventKind.Up)
                _home.Up(change.Process);
    }

    private bool UpdateWants()
    {
        bool changed = _home.WantsChanged;
        for (int at = 0; at < ContactCount; at++)
        {
            Contact contact = ContactAt(at);
            changed |= contact.WantsChanged;
            contact.WantsChanged = false;
        }
        if (!changed)
            return false;
        _home.WantsChanged = false;
        _wantedProcesses.Clear();
        _wantedAddresses.Clear();
        if (_home.Process is { } process)
            _wantedProcesses.Add(process);
        else
            _wantedAddresses.Add(_home.Address);
        for (int at = 0; at < ContactCount; at++)
        {
            Contact contact = ContactAt(at);
            // Once it is known which process is there, its silence is noticed.
            if (contact.Process is { } called)
                _wantedProcesses.Add(called);
            else if (contact.Address is { } address)
                _wantedAddresses.Add(address);
        }
        _links.Want(_wants, _wantedProcesses, _wantedAddresses);
        return true;
    }

    // All contacts by number, those of the calls first: every step goes through them, and is to allocate nothing for it.
    private int ContactCount => _calls.Count + _subscriptions.Count + _backups.Count;

    private Contact ContactAt(int at) =>
        at < _calls.Count ? _calls.GetValueAtIndex(at).Contact
        : at - _calls.Count < _subscriptions.Count ? _subscriptions[at - _calls.Count].Contact
        : _backups.ContactOf(at - _calls.Count - _subscriptions.Count);

    private Instant NextLook()
    {
        Instant next = _links.NextLook < _home.NextLook ? _links.NextLook : _home.NextLook;
        for (int at = 0; at < _calls.Count; at++)
            if (_calls.GetValueAtIndex(at).NextLook < next)
                next = _calls.GetValueAtIndex(at).NextLook;
        foreach (Subscription subscription in _subscriptions)
            if (subscription.Contact.NextLook < next)
                next = subscription.Contact.NextLook;
        for (int at = 0; at < _backups.Count; at++)
            if (_backups.ContactOf(at).NextLook < next)
                next = _backups.ContactOf(at).NextLook;
        Instant soonest = _clock.Now + ShortestRest;
        return next > soonest ? next : soonest;
    }

    private void Tell(ClientLink link) => _outputs.Add(new Output { Kind = OutputKind.ClientLinked, Detail = link });
}
