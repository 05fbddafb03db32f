namespace Cohort.Runtime;

/// <summary>Checks a group's options.</summary>
internal static class GroupOptionsCheck
{
    /// <summary>Checks that each event has one handler at most.</summary>
    /// <exception cref="OptionsException">One has two.</exception>
    public static void Check(GroupOptions options)
    {
        if (options is { OnView: not null, OnViewAsync: not null })
            throw Both(nameof(options.OnView), nameof(options.OnViewAsync));
        if (options is { OnMessage: not null, OnMessageAsync: not null })
            throw Both(nameof(options.OnMessage), nameof(options.OnMessageAsync));
        if (options is { ReadMessages: true, OnMessage: not null })
            throw Both(nameof(options.ReadMessages), nameof(options.OnMessage));
        if (options is { ReadMessages: true, OnMessageAsync: not null })
            throw Both(nameof(options.ReadMessages), nameof(options.OnMessageAsync));
    }

    private static OptionsException Both(string first, string second) =>
        new(second, $"{first} and {second} are both set. Set one of them: each event is handled once.");
}
