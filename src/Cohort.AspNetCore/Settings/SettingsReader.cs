using Microsoft.Extensions.Configuration;

namespace Cohort.AspNetCore.Settings;

/// <summary>Takes options from configuration: all that can be used, and everything that is wrong with the rest.</summary>
internal static class SettingsReader
{
    /// <summary>What stands in configuration beside the node's own settings.</summary>
    public const string Groups = nameof(CohortOptions.Groups);

    private static readonly Setting<CohortOptions>[] s_ofNode =
    [
        Setting<CohortOptions>.Text(nameof(CohortOptions.Cluster), (options, value) => options.Cluster = value),
        Setting<CohortOptions>.Text(nameof(CohortOptions.Name), (options, value) => options.Name = value),
        Setting<CohortOptions>.Text(nameof(CohortOptions.Listen), (options, value) => options.Listen = value),
        Setting<CohortOptions>.Text(nameof(CohortOptions.Advertise), (options, value) => options.Advertise = value),
        Setting<CohortOptions>.List(nameof(CohortOptions.Seeds), (options, value) => options.Seeds = value),
        Setting<CohortOptions>.Text(nameof(CohortOptions.DataFolder), (options, value) => options.DataFolder = value),
        Setting<CohortOptions>.Map(
            nameof(CohortOptions.Labels),
            (options, label, value) => options.Labels[label] = value
        ),
        Setting<CohortOptions>.Time(
            nameof(CohortOptions.HeartbeatInterval),
            (options, value) => options.HeartbeatInterval = value
        ),
        Setting<CohortOptions>.Time(
            nameof(CohortOptions.SuspicionTime),
            (options, value) => options.SuspicionTime = value
        ),
        Setting<CohortOptions>.Time(
            nameof(CohortOptions.ChangeTimeout),
            (options, value) => options.ChangeTimeout = value
        ),
        Setting<CohortOptions>.Time(nameof(CohortOptions.DialTimeout), (options, value) => options.DialTimeout = value),
        Setting<CohortOptions>.Time(
            nameof(CohortOptions.DisposeTimeout),
            (options, value) => options.DisposeTimeout = value
        ),
        Setting<CohortOptions>.Number(
            nameof(CohortOptions.MaxMessageBytes),
            (options, value) => options.MaxMessageBytes = value
        ),
        Setting<CohortOptions>.Number(
            nameof(CohortOptions.WindowBytes),
            (options, value) => options.WindowBytes = value
        ),
        Setting<CohortOptions>.Number(
            nameof(CohortOptions.HandlerReserveBytes),
            (options, value) => options.HandlerReserveBytes = value
        ),
        Setting<CohortOptions>.Number(
            nameof(CohortOptions.MaxStateBytes),
            (options, value) => options.MaxStateBytes = value
        ),
        Setting<CohortOptions>.Number(nameof(CohortOptions.MaxMembers), (options, value) => options.MaxMembers = value),
        Setting<CohortOptions>.Number(nameof(CohortOptions.MaxNodes), (options, value) => options.MaxNodes = value),
        Setting<CohortOptions>.Number(nameof(CohortOptions.MaxVoters), (options, value) => options.MaxVoters = value),
        Setting<CohortOptions>.Number(nameof(CohortOptions.MaxClients), (options, value) => options.MaxClients = value),
        Setting<CohortOptions>.Flag(nameof(CohortOptions.Witness), (options, value) => options.Witness = value),
        Setting<CohortOptions>.Flag(
            nameof(CohortOptions.WaitForGroups),
            (options, value) => options.WaitForGroups = value
        ),
    ];

    private static readonly Setting<CohortGroupOptions>[] s_ofGroup =
    [
        Setting<CohortGroupOptions>.Choice<Durability>(
            nameof(CohortGroupOptions.Durability),
            (options, value) => options.Durability = value
        ),
        Setting<CohortGroupOptions>.Flag(
            nameof(CohortGroupOptions.RecreateLost),
            (options, value) => options.RecreateLost = value
        ),
        Setting<CohortGroupOptions>.Flag(nameof(CohortGroupOptions.Rejoin), (options, value) => options.Rejoin = value),
        Setting<CohortGroupOptions>.Number(
            nameof(CohortGroupOptions.MaxMembers),
            (options, value) => options.MaxMembers = value
        ),
        Setting<CohortGroupOptions>.Time(nameof(CohortGroupOptions.MaxLag), (options, value) => options.MaxLag = value),
        Setting<CohortGroupOptions>.Number(
            nameof(CohortGroupOptions.DiffusionHistory),
            (options, value) => options.DiffusionHistory = value
        ),
        Setting<CohortGroupOptions>.Number(
            nameof(CohortGroupOptions.CompareEvery),
            (options, value) => options.CompareEvery = value
        ),
        Setting<CohortGroupOptions>.Number(
            nameof(CohortGroupOptions.MaxPendingUpdates),
            (options, value) => options.MaxPendingUpdates = value
        ),
        Setting<CohortGroupOptions>.Number(
            nameof(CohortGroupOptions.MaxUnansweredCalls),
            (options, value) => options.MaxUnansweredCalls = value
        ),
        Setting<CohortGroupOptions>.Number(
            nameof(CohortGroupOptions.MaxRunningCalls),
            (options, value) => options.MaxRunningCalls = value
        ),
        Setting<CohortGroupOptions>.Number(
            nameof(CohortGroupOptions.MaxReplyBytes),
            (options, value) => options.MaxReplyBytes = value
        ),
    ];

    /// <summary>Takes the node's settings.</summary>
    public static void Read(IConfiguration section, CohortOptions options) =>
        Read(section.GetChildren().Where(child => !Is(child, Groups)), options, s_ofNode, options.Problems, [Groups]);

    /// <summary>Takes the settings of one group.</summary>
    public static void Read(
        IConfigurationSection section,
        CohortGroupOptions options,
        ICollection<SettingProblem> problems
    ) => Read(section.GetChildren(), options, s_ofGroup, problems, []);

    /// <summary>Says that there is no such thing, and what may have been meant.</summary>
    public static SettingProblem Unknown(IConfigurationSection section, string of, IReadOnlyCollection<string> names)
    {
        string parent = section.Path[..^section.Key.Length];
        string meant = NearestName.Of(section.Key, names) is { } nearest
            ? $"Did you mean {parent}{nearest}?"
            : $"There are: {string.Join(", ", names)}.";
        return new SettingProblem(section.Path, $" is no {of}. {meant}");
    }

    private static void Read<T>(
        IEnumerable<IConfigurationSection> children,
        T options,
        IReadOnlyCollection<Setting<T>> settings,
        ICollection<SettingProblem> problems,
        IEnumerable<string> others
    )
    {
        string[] names = [.. settings.Select(setting => setting.Name), .. others];
        foreach (IConfigurationSection child in children)
        {
            Setting<T>? setting = settings.FirstOrDefault(setting => Is(child, setting.Name));
            if (setting is null)
                problems.Add(Unknown(child, "setting", names));
            else
                foreach (SettingProblem problem in setting.Read(options, child))
                    problems.Add(problem);
        }
    }

    private static bool Is(IConfigurationSection section, string name) =>
        section.Key.Equals(name, StringComparison.OrdinalIgnoreCase);
}
