using System.Collections.Immutable;
using System.Globalization;
using Cohort.Protocol;
using Cohort.Transport;

namespace Cohort.Runtime;

/// <summary>Checks a node's options: every message names the option, its value and what is allowed.</summary>
internal static class NodeOptionsCheck
{
    /// <summary>The most characters of a name that other nodes will see.</summary>
    public const int LongestName = 100;

    private const string ReservedNames = "cohort.";
    private const int LongestLabel = 63;
    private const int KiB = 1 << 10;
    private const int GiB = 1 << 30;

    /// <summary>Checks all options.</summary>
    /// <exception cref="OptionsException">One is out of its range.</exception>
    public static NodeAddresses Check(NodeOptions options)
    {
        OptionsProblems.ThrowFirst(Checks(options));
        HostAndPort listen = Listen(options);
        return new NodeAddresses(
            listen,
            Advertise(options, listen),
            [.. Seeds(options).Select(seed => seed.ToString())]
        );
    }

    /// <summary>The checks of all options. What one compares with has been checked before it, and is taken as far as it may go.</summary>
    public static IEnumerable<Action> Checks(NodeOptions options)
    {
        yield return () => Name(nameof(NodeOptions.Cluster), options.Cluster);
        if (options.Name is not null)
            yield return () => Name(nameof(NodeOptions.Name), options.Name);
        foreach (Action check in LabelChecks(nameof(NodeOptions.Labels), options.Labels))
            yield return check;
        yield return () => Hosts(options);
        foreach (Action check in TimeChecks(options))
            yield return check;
        yield return () => Range(nameof(options.MaxMessageBytes), options.MaxMessageBytes, KiB, GiB);
        yield return () => Range(nameof(options.WindowBytes), options.WindowBytes, 64 * KiB, GiB);
        yield return () => Range(nameof(options.HandlerReserveBytes), options.HandlerReserveBytes, 64 * KiB, GiB);
        yield return () => Range(nameof(options.MaxStateBytes), options.MaxStateBytes, 64 * KiB, Array.MaxLength);
        yield return () => Range(nameof(options.MaxMembers), options.MaxMembers, 1, 1000);
        yield return () => Range(nameof(options.MaxNodes), options.MaxNodes, 1, 1000);
        yield return () => Range(nameof(options.MaxVoters), options.MaxVoters, 1, 31);
        yield return () => Range(nameof(options.MaxClients), options.MaxClients, 0, 512);
        foreach (Action check in AddressChecks(options))
            yield return check;
        yield return () => DataFolder(options);
    }

    private static IEnumerable<Action> TimeChecks(NodeOptions options)
    {
        TimeSpan longestHeartbeat = TimeSpan.FromMinutes(1);
        TimeSpan longestSuspicion = TimeSpan.FromHours(1);
        yield return () =>
            Range(nameof(options.HeartbeatInterval), options.HeartbeatInterval, Milliseconds(1), longestHeartbeat);
        yield return () =>
            Range(
                nameof(options.SuspicionTime),
                options.SuspicionTime,
                Shorter(options.HeartbeatInterval, longestHeartbeat) * 3,
                longestSuspicion,
                $"at least three times {nameof(options.HeartbeatInterval)}, so that one lost heartbeat proves nothing"
            );
        yield return () =>
            Range(
                nameof(options.ChangeTimeout),
                options.ChangeTimeout,
                Milliseconds(1),
                Shorter(options.SuspicionTime, longestSuspicion) * 8,
                $"at most 8 times {nameof(options.SuspicionTime)}"
            );
        yield return () =>
            Range(nameof(options.DialTimeout), options.DialTimeout, Milliseconds(10), TimeSpan.FromMinutes(5));
        yield return () =>
            Range(nameof(options.DisposeTimeout), options.DisposeTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    // Whoever starts it again has to find its folder under the same name.
    private static void DataFolder(NodeOptions options)
    {
        const string option = nameof(NodeOptions.DataFolder);
        if (options.DataFolder is not { } folder)
            return;
        if (string.IsNullOrWhiteSpace(folder) || folder.Contains('\0', StringComparison.Ordinal))
            throw new OptionsException(
                option,
                $"{option} is '{folder}', which is no path. Leave it out where nothing is to be kept."
            );
        // Where that is no address, it has been said already.
        bool isAddress = HostAndPort.TryParse(options.Advertise ?? options.Listen, out HostAndPort advertise, out _);
        if (options.Name is null && isAddress && advertise.Port == 0)
            throw new OptionsException(
                option,
                $"{option} is set, and the node is called after a port that is another one whenever it is started. Set "
                    + $"{nameof(options.Name)}, or a port in {nameof(options.Listen)}."
            );
    }

    /// <summary>Checks a name that other nodes will see.</summary>
    public static void Name(string option, string? name)
    {
        if (NameProblem(name) is { } problem)
            throw new OptionsException(option, $"{option} {problem}");
    }

    /// <summary>What is wrong with a name, and what it must be; null where nothing is.</summary>
    /// <param name="name">The name.</param>
    /// <param name="longest">The most characters that it may have.</param>
    public static string? NameProblem(string? name, int longest = LongestName)
    {
        string? problem = name switch
        {
            null or "" => "is empty",
            _ when name.Length > longest => $"has {name.Length} characters",
            _ when name.Any(char.IsControl) => "contains a control character",
            _ when name != name.Trim() => $"is '{name}', which begins or ends with a space",
            _ => null,
        };
        return problem is null
            ? null
            : $"{problem}. It must be a name of 1 to {longest} characters, without control characters and without spaces "
                + "around it.";
    }

    /// <summary>Checks the name of a group that an application joins.</summary>
    public static void GroupName(string option, string? name)
    {
        Name(option, name);
        if (name!.StartsWith(ReservedNames, StringComparison.Ordinal))
            throw new OptionsException(
                option,
                $"{option} is '{name}', and names that begin with {ReservedNames} are the cluster's own. Choose another."
            );
    }

    /// <summary>Checks what the cluster is asked to keep running.</summary>
    public static void Placement(
        string? name,
        int replicas,
        int shards,
        IReadOnlyDictionary<string, string>? labels,
        string? spreadBy,
        Limits limits
    )
    {
        GroupName(nameof(name), name);
        Range(nameof(replicas), replicas, 1, limits.Members);
        Range(nameof(shards), shards, 1, limits.Shards);
        if (labels is not null)
            OptionsProblems.ThrowFirst(LabelChecks(nameof(labels), labels));
        if (spreadBy is null || (spreadBy.Length > 0 && (spreadBy.Length > LongestLabel || !spreadBy.All(IsOfLabel))))
            throw new OptionsException(
                nameof(spreadBy),
                $"{nameof(spreadBy)} is '{spreadBy}'. It must be the name of a label, or empty to spread by none."
            );
        string last = $"{name}/{Number(shards - 1)}";
        if (shards > 1 && last.Length > LongestName)
            throw new OptionsException(
                nameof(name),
                $"{nameof(name)} has {name!.Length} characters, and with the number of a shard behind it more than {LongestName}. "
                    + "Choose a shorter one."
            );
    }

    private static void Hosts(NodeOptions options)
    {
        const string option = nameof(NodeOptions.Hosts);
        int most = new Limits().Offers;
        if (options.Hosts is null)
            throw new OptionsException(option, $"{option} is null. Leave it out where the node hosts nothing.");
        if (options.Hosts.Count > most)
            throw new OptionsException(
                option,
                $"{option} has {Number(options.Hosts.Count)} entries. It may have {Number(most)} at most."
            );
        if (options.Hosts.Count > 0 && options.Witness)
            throw new OptionsException(
                option,
                $"{option} is set, and the node is a {nameof(NodeOptions.Witness)}, which is in no group. Leave one of them out."
            );
        foreach (HostedGroup? host in options.Hosts)
        {
            GroupName(option, host?.Placement);
            if (host!.Options is null)
                throw new OptionsException(option, $"{option} has no {nameof(host.Options)} for '{host.Placement}'.");
            if (options.Hosts.Count(other => other.Placement == host.Placement) > 1)
                throw new OptionsException(option, $"{option} has '{host.Placement}' twice. Each is offered once.");
        }
    }

    private static IEnumerable<Action> LabelChecks(string option, IReadOnlyDictionary<string, string>? labels)
    {
        yield return () => LabelCount(option, labels);
        foreach ((string label, string? value) in labels ?? ImmutableDictionary<string, string>.Empty)
            yield return () => Label(option, label, value);
    }

    private static void LabelCount(string option, IReadOnlyDictionary<string, string>? labels)
    {
        int most = new Limits().Labels;
        if (labels is null)
            throw new OptionsException(option, $"{option} is null. Leave it out where the node has none.");
        if (labels.Count > most)
            throw new OptionsException(
                option,
                $"{option} has {Number(labels.Count)} labels. It may have {Number(most)} at most."
            );
    }

    private static void Label(string option, string label, string? value)
    {
        if (label.Length is 0 or > LongestLabel || !label.All(IsOfLabel))
            throw new OptionsException(
                option,
                $"{option} contains the label '{label}'. It must have 1 to {LongestLabel} letters, digits, dots, dashes, "
                    + "underscores or slashes."
            )
            {
                Part = label,
            };
        if (value is null || value.Length > LongestName || value.Any(char.IsControl))
            throw new OptionsException(
                option,
                $"{option} gives the label '{label}' a value that is no text of at most {LongestName} characters without "
                    + "control characters."
            )
            {
                Part = label,
            };
    }

    private static bool IsOfLabel(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '/';

    /// <summary>What the protocol is told.</summary>
    public static NodeSettings Settings(NodeOptions options, ImmutableArray<string> seeds, ProcessId process) =>
        new()
        {
            Cluster = options.Cluster,
            Name = options.Name ?? process.Address,
            Process = process,
            Seeds = seeds,
            HeartbeatInterval = options.HeartbeatInterval,
            SuspicionTime = options.SuspicionTime,
            ChangeTimeout = options.ChangeTimeout,
            DialTimeout = options.DialTimeout,
            Labels = options.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Offers = [.. options.Hosts.Select(host => host.Placement)],
            Layout = options.Layout,
            InRoot = true,
            Voters = options.MaxVoters,
            Witness = options.Witness,
            Limits = LimitsOf(options),
        };

    /// <summary>The bounds that the options set.</summary>
    public static Limits LimitsOf(NodeOptions options) =>
        new()
        {
            MessageSize = options.MaxMessageBytes,
            Window = options.WindowBytes,
            HandlerReserve = options.HandlerReserveBytes,
            StateSize = options.MaxStateBytes,
            Members = options.MaxMembers,
            Nodes = options.MaxNodes,
            Clients = options.MaxClients,
        };

    private static IEnumerable<Action> AddressChecks(NodeOptions options)
    {
        yield return () => Listen(options);
        // What nobody can listen at is advertised by nobody.
        if (options.Advertise is not null || HostAndPort.TryParse(options.Listen, out _, out _))
            yield return () => Advertise(options, options.Advertise is null ? Listen(options) : default);
        var earlier = new HashSet<string>(StringComparer.Ordinal);
        for (int index = 0; index < (options.Seeds?.Count ?? 0); index++)
        {
            int place = index;
            yield return () => Seed(options, place, earlier);
        }
        yield return () => SeedsFit(options);
    }

    private static HostAndPort Listen(NodeOptions options) => Address(nameof(options.Listen), options.Listen);

    private static HostAndPort Advertise(NodeOptions options, HostAndPort listen)
    {
        HostAndPort advertise = options.Advertise is null
            ? listen
            : Address(nameof(options.Advertise), options.Advertise);
        if (!advertise.IsWildcard)
            return advertise;
        throw options.Advertise is null
            ? new OptionsException(
                nameof(options.Advertise),
                $"{nameof(options.Listen)} is {listen}, which stands for every address of this machine and which nobody "
                    + $"can dial. Set {nameof(options.Advertise)} to the address at which the other nodes reach this one, "
                    + $"for example 10.0.0.7:{listen.Port}."
            )
            : new OptionsException(
                nameof(options.Advertise),
                $"{nameof(options.Advertise)} is {advertise}, which nobody can dial. Set it to the address at which the "
                    + "other nodes reach this one."
            );
    }

    private static IEnumerable<HostAndPort> Seeds(NodeOptions options) =>
        (options.Seeds ?? []).Select((text, index) => SeedAddress(text, index));

    private static HostAndPort SeedAddress(string? text, int index) =>
        HostAndPort.TryParse(text, out HostAndPort seed, out string? problem)
            ? seed
            : throw OfSeed(index, $"contains '{text}', which is no address: {problem}.");

    private static void Seed(NodeOptions options, int index, HashSet<string> earlier)
    {
        HostAndPort seed = SeedAddress(options.Seeds[index], index);
        if (seed.Port == 0 || seed.IsWildcard)
            throw OfSeed(
                index,
                $"contains {seed}, which nobody can dial. List addresses with their real ports, "
                    + $"as the nodes have them in {nameof(options.Advertise)} or {nameof(options.Listen)}."
            );
        if (!earlier.Add(seed.ToString()))
            throw OfSeed(index, $"contains {seed} twice. List each address once.");
    }

    private static OptionsException OfSeed(int index, string problem) =>
        new(nameof(NodeOptions.Seeds), $"{nameof(NodeOptions.Seeds)} {problem}") { Part = Number(index) };

    // All seeds are members of the first view, so a smaller limit would refuse every formation.
    private static void SeedsFit(NodeOptions options)
    {
        int seeds = options.Seeds?.Count ?? 0;
        if (seeds > options.MaxMembers)
            throw new OptionsException(
                nameof(options.MaxMembers),
                $"{nameof(options.MaxMembers)} is {Number(options.MaxMembers)}, but {nameof(options.Seeds)} lists "
                    + $"{Number(seeds)} addresses, all of which become members. Set it to at least {Number(seeds)}, "
                    + "or list fewer seeds."
            );
        if (seeds > options.MaxNodes)
            throw new OptionsException(
                nameof(options.MaxNodes),
                $"{nameof(options.MaxNodes)} is {Number(options.MaxNodes)}, but {nameof(options.Seeds)} lists "
                    + $"{Number(seeds)} addresses. Set it to at least {Number(seeds)}, or list fewer seeds."
            );
    }

    internal static HostAndPort Address(string option, string? text) =>
        HostAndPort.TryParse(text, out HostAndPort address, out string? problem)
            ? address
            : throw new OptionsException(option, $"{option} contains '{text}', which is no address: {problem}.");

    internal static void Range(string option, TimeSpan value, TimeSpan least, TimeSpan most, string? why = null)
    {
        if (value < least || value > most)
            throw OutOfRange(option, $"{value:c}", $"{least:c}", $"{most:c} (hours:minutes:seconds)", why);
    }

    internal static void Range(string option, int value, int least, int most)
    {
        if (value < least || value > most)
            throw OutOfRange(option, Number(value), Number(least), Number(most), null);
    }

    private static OptionsException OutOfRange(string option, string value, string least, string most, string? why) =>
        new(option, $"{option} is {value}. It must be from {least} to {most}{(why is null ? "" : $": {why}")}.");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    internal static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
