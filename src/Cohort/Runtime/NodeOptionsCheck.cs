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
        Name(nameof(NodeOptions.Cluster), options.Cluster);
        if (options.Name is not null)
            Name(nameof(NodeOptions.Name), options.Name);

        Labels(nameof(NodeOptions.Labels), options.Labels);
        Hosts(options);
        Range(nameof(options.HeartbeatInterval), options.HeartbeatInterval, Milliseconds(1), TimeSpan.FromMinutes(1));
        Range(
            nameof(options.SuspicionTime),
            options.SuspicionTime,
            options.HeartbeatInterval * 3,
            TimeSpan.FromHours(1),
            $"at least three times {nameof(options.HeartbeatInterval)}, so that one lost heartbeat proves nothing"
        );
        Range(
            nameof(options.ChangeTimeout),
            options.ChangeTimeout,
            Milliseconds(1),
            options.SuspicionTime * 8,
            $"at most 8 times {nameof(options.SuspicionTime)}"
        );
        Range(nameof(options.DialTimeout), options.DialTimeout, Milliseconds(10), TimeSpan.FromMinutes(5));
        Range(nameof(options.DisposeTimeout), options.DisposeTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));

        Range(nameof(options.MaxMessageBytes), options.MaxMessageBytes, KiB, GiB);
        Range(nameof(options.WindowBytes), options.WindowBytes, 64 * KiB, GiB);
        Range(nameof(options.HandlerReserveBytes), options.HandlerReserveBytes, 64 * KiB, GiB);
        Range(nameof(options.MaxStateBytes), options.MaxStateBytes, 64 * KiB, Array.MaxLength);
        Range(nameof(options.MaxMembers), options.MaxMembers, 1, 1000);
        Range(nameof(options.MaxNodes), options.MaxNodes, 1, 1000);
        Range(nameof(options.MaxVoters), options.MaxVoters, 1, 31);
        Range(nameof(options.MaxClients), options.MaxClients, 0, 512);
        NodeAddresses addresses = Addresses(options);
        DataFolder(options, addresses);
        return addresses;
    }

    // Whoever starts it again has to find its folder under the same name.
    private static void DataFolder(NodeOptions options, NodeAddresses addresses)
    {
        const string option = nameof(NodeOptions.DataFolder);
        if (options.DataFolder is not { } folder)
            return;
        if (string.IsNullOrWhiteSpace(folder) || folder.Contains('\0', StringComparison.Ordinal))
            throw new OptionsException(
                option,
                $"{option} is '{folder}', which is no path. Leave it out where nothing is to be kept."
            );
        if (options.Name is null && addresses.Advertise.Port == 0)
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
            Labels(nameof(labels), labels);
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

    private static void Labels(string option, IReadOnlyDictionary<string, string>? labels)
    {
        int most = new Limits().Labels;
        if (labels is null)
            throw new OptionsException(option, $"{option} is null. Leave it out where the node has none.");
        if (labels.Count > most)
            throw new OptionsException(
                option,
                $"{option} has {Number(labels.Count)} labels. It may have {Number(most)} at most."
            );
        foreach ((string label, string? value) in labels)
        {
            if (label.Length is 0 or > LongestLabel || !label.All(IsOfLabel))
                throw new OptionsException(
                    option,
                    $"{option} contains the label '{label}'. It must have 1 to {LongestLabel} letters, digits, dots, dashes, "
                        + "underscores or slashes."
                );
            if (value is null || value.Length > LongestName || value.Any(char.IsControl))
                throw new OptionsException(
                    option,
                    $"{option} gives the label '{label}' a value that is no text of at most {LongestName} characters without "
                        + "control characters."
                );
        }
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

    private static NodeAddresses Addresses(NodeOptions options)
    {
        HostAndPort listen = Address(nameof(options.Listen), options.Listen);
        HostAndPort advertise = options.Advertise is null
            ? listen
            : Address(nameof(options.Advertise), options.Advertise);
        if (advertise.IsWildcard)
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

        var seeds = new List<string>();
        foreach (string text in options.Seeds ?? [])
        {
            HostAndPort seed = Address(nameof(options.Seeds), text);
            if (seed.Port == 0 || seed.IsWildcard)
                throw new OptionsException(
                    nameof(options.Seeds),
                    $"{nameof(options.Seeds)} contains {seed}, which nobody can dial. List addresses with their real ports, "
                        + $"as the nodes have them in {nameof(options.Advertise)} or {nameof(options.Listen)}."
                );
            if (seeds.Contains(seed.ToString()))
                throw new OptionsException(
                    nameof(options.Seeds),
                    $"{nameof(options.Seeds)} contains {seed} twice. List each address once."
                );
            seeds.Add(seed.ToString());
        }
        // All seeds are members of the first view, so a smaller limit would refuse every formation.
        if (seeds.Count > options.MaxMembers)
            throw new OptionsException(
                nameof(options.MaxMembers),
                $"{nameof(options.MaxMembers)} is {Number(options.MaxMembers)}, but {nameof(options.Seeds)} lists "
                    + $"{Number(seeds.Count)} addresses, all of which become members. Set it to at least {Number(seeds.Count)}, "
                    + "or list fewer seeds."
            );
        if (seeds.Count > options.MaxNodes)
            throw new OptionsException(
                nameof(options.MaxNodes),
                $"{nameof(options.MaxNodes)} is {Number(options.MaxNodes)}, but {nameof(options.Seeds)} lists "
                    + $"{Number(seeds.Count)} addresses. Set it to at least {Number(seeds.Count)}, or list fewer seeds."
            );
        return new NodeAddresses(listen, advertise, [.. seeds]);
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
