namespace Cohort.AspNetCore.Settings;

/// <summary>Something in configuration that cannot be used.</summary>
/// <param name="Key">Where it stands, for example <c>Cohort:Seeds:1</c>.</param>
/// <param name="What">What is wrong with it, as a sentence goes on behind the key.</param>
internal readonly record struct SettingProblem(string Key, string What)
{
    /// <summary>What is wrong with an option that was checked.</summary>
    /// <param name="prefix">What its name stands behind in configuration.</param>
    /// <param name="problem">What was found.</param>
    public static SettingProblem Of(string prefix, OptionsException problem)
    {
        string key = problem.Part is { } part ? $"{prefix}{problem.Option}:{part}" : $"{prefix}{problem.Option}";
        // Most begin with the name of the option, in the place of which the key stands.
        bool isOfAll = problem.Part is null;
        return isOfAll && problem.Message.StartsWith($"{problem.Option} ", StringComparison.Ordinal)
            ? new(key, problem.Message[problem.Option.Length..])
            : new(key, $": {problem.Message}");
    }

    public override string ToString() => $"{Key}{What}";
}
