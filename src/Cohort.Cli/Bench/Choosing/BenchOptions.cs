using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Bench.Choosing;

/// <summary>The options that say what to measure, and for which modes each is meant.</summary>
internal sealed class BenchOptions
{
    private const int MostMembers = 16;
    private const int MostGroups = 100_000;
    private const int MostClients = 1 << 16;
    private const int MostOutstanding = 1 << 20;
    private const int LargestMessage = 16 << 20;
    private const int LargestState = 1 << 30;

    private readonly Argument<BenchMode?> _mode = new("mode")
    {
        Description = $"{BenchModeWords.All} [default: throughput, then latency]",
        HelpName = "MODE",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result =>
        {
            string word = result.Tokens[^1].Value;
            if (BenchModeWords.Find(word) is { } mode)
                return mode;
            result.AddError(
                word.StartsWith('-')
                    ? $"there is no option '{word}'"
                    : $"there is no mode '{word}': {BenchModeWords.All} are those there are"
            );
            return null;
        },
    };
    private readonly ListOption<int> _members = new(
        "--members",
        $"How many processes, 2 to {MostMembers} [default: 3; growth: 2-9; groups: 5]",
        "3,5",
        text => ListWords.Members(text, 2, MostMembers)
    );
    private readonly ListOption<int> _senders = new(
        "--senders",
        "How many of them send: one, all or a number [default: all]",
        "one,all",
        text => [ListWords.Senders(text)]
    );
    private readonly ListOption<int> _sizes = new(
        "--size",
        "The size of a message in bytes, up to 16MiB [default: 64,1024,10240; growth: 64 to 16MiB; otherwise 64]",
        "64,10KiB",
        text => [ListWords.Bytes(text, LargestMessage)]
    );
    private readonly ChoiceOption<Order> _order = new("--order", "The order to ask for", Order.Total);
    private readonly ChoiceOption<Delivery> _delivery = new(
        "--delivery",
        "The delivery to ask for; durable: the group keeps a log on the disk, which all members share",
        Delivery.Stable
    );
    private readonly Option<DirectoryInfo?> _data = new("--data")
    {
        Description =
            "durable: the folder in which the members have theirs while they are measured, so on which disk "
            + "[default: where temporary files are]",
        HelpName = "FOLDER",
    };
    private readonly ListOption<int> _outstanding = new(
        "--outstanding",
        "How many sends each sender has under way at most, and no more than 64 MiB of them [default: 1024]",
        "64,1024",
        text => [ListWords.Number(text, 1, MostOutstanding)]
    );
    private readonly ChoiceOption<Age> _sender = new(
        "--sender",
        "Who sends where not all do: the oldest member, which orders, or the youngest",
        Age.Youngest
    );
    private readonly ChoiceOption<Age> _victim = new(
        "--victim",
        "view-change, groups: who is killed or leaves: the oldest member, which coordinates, or the youngest",
        Age.Oldest
    );
    private readonly ListOption<MembershipEvent> _events = new(
        "--event",
        "view-change: what happens [default: kill,leave,join]",
        "kill,join",
        text => [ListWords.Choice<MembershipEvent>(text)]
    );
    private readonly ListOption<Load> _loads = new(
        "--load",
        "view-change: what happens meanwhile: nothing, or clients send [default: none,clients]",
        "clients",
        text => [ListWords.Choice<Load>(text)]
    );
    private readonly ListOption<int> _clients = new(
        "--clients",
        "view-change, overload: how many clients each member has [default: 8; overload: 64,640,6400]",
        "64,640,6400",
        text => [ListWords.Number(text, 1, MostClients)]
    );
    private readonly ListOption<int> _states = new(
        "--state",
        "view-change: the size of the state that a joiner is given, up to 1GiB [default: 0]",
        "0,64MiB",
        text => [ListWords.Bytes(text, LargestState)]
    );

    private readonly ListOption<int> _groups = new(
        "--groups",
        "groups: how many idle groups of three of the processes there are [default: 0,100,1000]",
        "100,1000",
        text => [ListWords.Number(text, 0, MostGroups)]
    );
    private readonly ListOption<Neighbour> _besides = new(
        "--beside",
        "fairness: what the group has to bear: large messages of another group of the same processes, or a slow member "
            + "at the other end of the view than --sender says [default: bulk,slow]",
        "bulk",
        text => [ListWords.Choice<Neighbour>(text)]
    );
    private readonly ListOption<int> _bulks = new(
        "--bulk-size",
        "fairness: the size of the large messages in bytes, up to 16MiB [default: 16MiB]",
        "1MiB,16MiB",
        text => [ListWords.Bytes(text, LargestMessage)]
    );
    private readonly DurationOption _slow = new(
        "--slow",
        "fairness: how long the slow handler takes for a message",
        smallest: TimeSpan.FromMilliseconds(1),
        largest: TimeSpan.FromSeconds(10),
        preset: TimeSpan.FromMilliseconds(1)
    );
    private readonly ChoiceOption<Slowness> _slowBy = new(
        "--slow-by",
        "fairness: what it does meanwhile: keeps a processor busy, or awaits",
        Slowness.Busy
    );

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_mode);
        Option[] always = [_members, _senders, _sizes, _order, _delivery, _data, _outstanding, _sender];
        Option[] viewChange = [_events, _victim, _loads, _clients, _states];
        Option[] fairness = [_besides, _bulks, _slow, _slowBy];
        foreach (Option option in (Option[])[.. always, .. viewChange, .. fairness, _groups])
            command.Add(option);
    }

    /// <summary>What was chosen.</summary>
    public Choices In(ParseResult parsed)
    {
        var usual = new Choices();
        return new Choices
        {
            Mode = parsed.GetValue(_mode),
            Members = _members.GivenIn(parsed),
            Senders = _senders.GivenIn(parsed) ?? usual.Senders,
            Sizes = _sizes.GivenIn(parsed),
            Order = _order.In(parsed),
            Delivery = _delivery.In(parsed),
            Data = parsed.GetValue(_data)?.FullName,
            Outstanding = _outstanding.GivenIn(parsed) ?? usual.Outstanding,
            Sender = _sender.In(parsed),
            Victim = _victim.In(parsed),
            Events = _events.GivenIn(parsed) ?? usual.Events,
            Loads = _loads.GivenIn(parsed) ?? usual.Loads,
            Clients = _clients.GivenIn(parsed),
            Besides = _besides.GivenIn(parsed) ?? usual.Besides,
            Bulks = _bulks.GivenIn(parsed) ?? usual.Bulks,
            Slow = _slow.In(parsed),
            SlowBy = _slowBy.In(parsed),
            States = _states.GivenIn(parsed) ?? usual.States,
            Groups = _groups.GivenIn(parsed) ?? usual.Groups,
        };
    }

    /// <summary>Says what was given that none of the chosen modes heeds; null where all is heeded.</summary>
    public string? Unheeded(ParseResult parsed, Choices choices)
    {
        // To say what is the case anyway does no harm.
        bool isAlone = choices.Modes is [BenchMode.Latency];
        Option[] flooding =
        [
            .. new[] { _senders, _outstanding }.Where(option => !(isAlone && option.GivenIn(parsed) is [1])),
        ];
        BenchMode[] floods = [BenchMode.Throughput, BenchMode.Growth];
        (IEnumerable<Option> Options, BenchMode[] Modes)[] heeded =
        [
            (flooding, floods),
            ([_sender], [.. floods, BenchMode.Latency, BenchMode.Fairness]),
            ([_events, _loads, _states], [BenchMode.ViewChange]),
            ([_victim], [BenchMode.ViewChange, BenchMode.Groups]),
            ([_groups], [BenchMode.Groups]),
            ([_clients], [BenchMode.ViewChange, BenchMode.Overload]),
            ([_besides, _bulks, _slow, _slowBy], [BenchMode.Fairness]),
        ];
        IEnumerable<Option> unheeded = heeded
            .Where(entry => !entry.Modes.Intersect(choices.Modes).Any())
            .SelectMany(entry => entry.Options);
        string modes = string.Join(" and ", choices.Modes.Select(mode => mode.Word()));
        return unheeded.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
            ? $"{given.Name} means nothing to {modes}; leave it out"
            : null;
    }
}
