using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Histories;

/// <summary>
/// Tells a history the way one would on a whiteboard, and keeps the books meanwhile: identities, positions, state hashes.
/// What is told is taken at its word, right or wrong; a <c>but</c> changes an event on its way into the history. Processes
/// and messages go by short names, several of them with blanks between; a star marks a member without state.
/// </summary>
internal sealed class Scenario
{
    private const string Group = "g";
    private readonly List<HistoryEvent> _events = [];
    private readonly Dictionary<string, ToldProcess> _processes = [];
    private readonly Dictionary<string, ToldMessage> _messages = [];
    private readonly Dictionary<string, ulong> _operations = [];
    private readonly Dictionary<string, ulong> _rootMembers = [];
    private GroupId _formation = new(0xF0, 1);
    private ulong _nextView;
    private ImmutableArray<Member> _members = [];
    private RunFacts? _facts;

    /// <summary>Whether the root group decides the group's views.</summary>
    public bool Governed { get; init; }

    /// <summary>The history as told so far.</summary>
    public History History => new([.. _events], _facts);

    /// <summary>The group's last formation.</summary>
    public GroupId Formation => _formation;

    /// <summary>The properties that the history breaks, for example <c>"D3 U1"</c>; empty where it breaks none.</summary>
    public string Broken =>
        string.Join(' ', PropertyCheckers.Judge(History).Select(violation => violation.Property).Distinct());

    public TimeSpan Now => TimeSpan.FromMilliseconds(_events.Count);

    /// <summary>These start and form the group: all install its view 0. Told again, it is another formation.</summary>
    public Scenario Form(string names)
    {
        _formation = new GroupId(_formation.High, _formation.Low + 1);
        (_nextView, _members) = (0, []);
        foreach (string name in Split(names))
            Become(Process(name), position: 0, hash: 0, contents: MessageDigest.Empty);
        return Install(names);
    }

    /// <summary>A view of the root group, which each of these installs. Who was not in the one told before is a new member.</summary>
    public Scenario RootView(ulong number, string names)
    {
        foreach (string name in _rootMembers.Keys.Except(Split(names).Select(Unstarred)).ToArray())
            _rootMembers.Remove(name);
        foreach (string name in Split(names).Select(Unstarred))
            _rootMembers.TryAdd(name, number);
        ImmutableArray<Member> members =
        [
            .. Split(names)
                .Select(name => new Member(
                    new MemberId(Process(Unstarred(name)).Id, _rootMembers[Unstarred(name)]),
                    Unstarred(name),
                    HoldsState: !name.EndsWith('*')
                )),
        ];
        foreach (Member member in members)
        {
            var view = new ViewInstalled(
                Now,
                member.Process,
                GroupPlan.RootName,
                new GroupId(1, 1),
                new ViewNumber(number),
                members,
                member.Id,
                0
            );
            _events.Add(view with { Told = Now });
        }
        return this;
    }

    /// <summary>The next view consists of these, in this order. All of them install it, or those named.</summary>
    public Scenario Install(string members, string? by = null, Func<ViewInstalled, ViewInstalled>? but = null)
    {
        Decide(members);
        foreach (string name in Split(by ?? members).Select(Unstarred))
            Show(Process(name), but);
        return this;
    }

    /// <summary>These install the view that was decided last, later than others.</summary>
    public Scenario InstallLate(string names, Func<ViewInstalled, ViewInstalled>? but = null)
    {
        foreach (string name in Split(names))
            Show(Process(name), but);
        return this;
    }

    /// <summary>The next view is decided and nobody has seen it yet.</summary>
    public Scenario Decide(string members)
    {
        var next = ImmutableArray.CreateBuilder<Member>();
        foreach (string told in Split(members))
        {
            ToldProcess process = Process(Unstarred(told));
            Member? before = _members.FirstOrDefault(member => member.Id.Process == process.Id);
            MemberId id = before?.Id ?? new MemberId(process.Id, ++process.Joins);
            next.Add(new Member(id, process.Name, !told.EndsWith('*')));
        }
        _members = next.ToImmutable();
        _nextView++;
        return this;
    }

    /// <summary>A process sends messages, and its machine takes them.</summary>
    public Scenario Send(
        string sender,
        string messages,
        Order order = Order.Total,
        Delivery delivery = Delivery.Stable,
        bool accepted = true
    )
    {
        ToldProcess process = Process(sender);
        foreach (string name in Split(messages))
        {
            var message = new ToldMessage((ulong)_messages.Count + 1, process, order, delivery);
            _messages.Add(name, message);
            _events.Add(new MessageSent(Now, process.Id, Group, message.Payload, order, delivery, 100));
            if (accepted)
                _events.Add(new MessageAccepted(Now, process.Id, Group, message.Payload));
        }
        return this;
    }

    /// <summary>A send fails.</summary>
    public Scenario Refuse(string message, Failure failure)
    {
        ToldMessage told = _messages[message];
        _events.Add(new MessageRejected(Now, told.Sender.Id, Group, told.Payload, failure));
        return this;
    }

    /// <summary>Processes deliver messages, each of them in the order in which they are named.</summary>
    public Scenario Deliver(string at, string messages, Func<MessageDelivered, MessageDelivered>? but = null)
    {
        foreach (string name in Split(at))
        foreach (string message in Split(messages))
            Deliver(Process(name), _messages[message], but);
        return this;
    }

    /// <summary>A joiner loads the state as it is at another process.</summary>
    public Scenario Load(string joiner, string from, Func<StateReplaced, StateReplaced>? but = null)
    {
        ToldProcess process = Process(joiner);
        ToldProcess donor = Process(from);
        Become(process, donor.Position, donor.StateHash, donor.Contents);
        var loaded = new StateReplaced(Now, process.Id, Group, donor.Position, donor.StateHash)
        {
            Contents = donor.Contents,
        };
        _events.Add(but?.Invoke(loaded) ?? loaded);
        return this;
    }

    public Scenario Flush(string name, string last)
    {
        _events.Add(new FlushCompleted(Now, Process(name).Id, Group, _messages[last].Payload));
        return this;
    }

    public Scenario Crash(string names)
    {
        foreach (string name in Split(names))
            _events.Add(new ProcessCrashed(Now, Process(name).Id));
        return this;
    }

    /// <summary>A process of the same name starts, as another incarnation.</summary>
    public Scenario Restart(string name)
    {
        ToldProcess before = Process(name);
        _processes.Remove(name);
        _ = Process(name, before.Id.Incarnation + 1);
        return this;
    }

    public Scenario Leave(string name)
    {
        _events.Add(new LeaveRequested(Now, Process(name).Id, Group));
        return this;
    }

    /// <summary>A membership ends; its application may hear of it late.</summary>
    public Scenario End(string name, GroupStatus status, TimeSpan? told = null)
    {
        _events.Add(
            status == GroupStatus.Expelled
                ? new StatusChanged(Now, Process(name).Id, Group, status, "told")
                : new MembershipEnded(Now, Process(name).Id, Group, status, "told") { Told = told }
        );
        return this;
    }

    public Scenario Status(string names, GroupStatus status)
    {
        foreach (string name in Split(names))
            _events.Add(new StatusChanged(Now, Process(name).Id, Group, status, "told"));
        return this;
    }

    /// <summary>A client at a process calls an object whose name begins with its kind: <c>register-1</c>.</summary>
    public Scenario Call(string at, string operation, string target, string call, long argument = 0)
    {
        string kind = target.Split('-')[0];
        _operations[operation] = (ulong)_operations.Count + 1;
        _events.Add(
            new OperationCalled(Now, Process(at).Id, Group, _operations[operation], target, kind, call, argument)
        );
        return this;
    }

    public Scenario Return(string at, string operation, long? result = null)
    {
        _events.Add(new OperationReturned(Now, Process(at).Id, Group, _operations[operation], result));
        return this;
    }

    /// <summary>Members execute a client's call at a place in the total order.</summary>
    public Scenario Execute(string names, string operation, ulong position, long? result = null)
    {
        foreach (string name in Split(names))
            _events.Add(new CallExecuted(Now, Process(name).Id, Group, _operations[operation], position, result));
        return this;
    }

    /// <summary>A client hears that its call has ended without an answer.</summary>
    public Scenario GiveUp(string at, string operation, bool isExcluded)
    {
        _events.Add(new OperationGivenUp(Now, Process(at).Id, Group, _operations[operation], isExcluded));
        return this;
    }

    /// <summary>A subscriber comes to a view of the present formation.</summary>
    public Scenario SeeView(string at, ulong number)
    {
        _events.Add(new ViewDiffused(Now, Process(at).Id, Group, _formation, new ViewNumber(number)));
        return this;
    }

    /// <summary>A subscriber gets messages, under the identities that the group has delivered them by.</summary>
    public Scenario See(string at, string messages, bool intact = true)
    {
        foreach (string name in Split(messages))
        {
            ulong payload = _messages[name].Payload;
            MessageId id = _events.OfType<MessageDelivered>().First(delivered => delivered.Payload == payload).Id;
            _events.Add(new MessageDiffused(Now, Process(at).Id, Group, payload, intact, id));
        }
        return this;
    }

    /// <summary>A subscriber is told of a gap.</summary>
    public Scenario SeeGap(string at)
    {
        _events.Add(new GapDiffused(Now, Process(at).Id, Group));
        return this;
    }

    /// <summary>The run ends healed: these are alive and expected in the group, and had time enough to settle.</summary>
    public Scenario Settle(string names, Func<RunFacts, RunFacts>? but = null)
    {
        var facts = new RunFacts
        {
            Expected = [new ExpectedMembership(Group, [.. Split(names).Select(name => Process(name).Id)])],
            FaultsStopped = Now,
            StabilisationBound = TimeSpan.FromSeconds(1),
            SendingStopped = Now,
            Ended = Now + TimeSpan.FromSeconds(10),
        };
        _facts = but?.Invoke(facts) ?? facts;
        return this;
    }

    public Scenario Happens(HistoryEvent happened)
    {
        _events.Add(happened);
        return this;
    }

    public ProcessId IdOf(string name) => Process(name).Id;

    private void Show(ToldProcess process, Func<ViewInstalled, ViewInstalled>? but)
    {
        (process.View, process.Members) = (new ViewNumber(_nextView - 1), _members);
        MemberId? self = _members.FirstOrDefault(member => member.Id.Process == process.Id)?.Id;
        var view = new ViewInstalled(
            Now,
            process.Id,
            Group,
            _formation,
            process.View,
            _members,
            self,
            process.StateHash
        )
        {
            Governed = Governed,
            Told = Now,
        };
        _events.Add(but?.Invoke(view) ?? view);
        _events.Add(new StatusChanged(Now, process.Id, Group, GroupStatus.Active, "told"));
    }

    private void Deliver(ToldProcess process, ToldMessage message, Func<MessageDelivered, MessageDelivered>? but)
    {
        MessageId id = message.Identify(process);
        if (message.Order == Order.Total)
        {
            process.Position++;
            process.StateHash = unchecked((process.StateHash * 31) + message.Payload);
        }
        process.Contents = MessageDigest.Add(process.Contents, message.Payload);
        var delivered = new MessageDelivered(
            Now,
            process.Id,
            Group,
            message.Payload,
            Intact: true,
            id,
            message.SentBy,
            message.Order,
            message.Delivery,
            process.Position,
            process.StateHash
        )
        {
            Told = Now,
        };
        _events.Add(but?.Invoke(delivered) ?? delivered);
    }

    private static void Become(ToldProcess process, ulong position, ulong hash, ulong contents) =>
        (process.Position, process.StateHash, process.Contents) = (position, hash, contents);

    private ToldProcess Process(string name, ulong incarnation = 1)
    {
        if (!_processes.TryGetValue(name, out ToldProcess? process))
        {
            _processes.Add(name, process = new ToldProcess(name, new ProcessId($"{name}:1", incarnation)));
            _events.Add(new ProcessStarted(Now, process.Id, name));
        }
        return process;
    }

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Unstarred(string name) => name.TrimEnd('*');
}
