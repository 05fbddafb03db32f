namespace Cohort;

/// <summary>An option has a value that is not allowed. The message names the option, its value and what is allowed.</summary>
public sealed class OptionsException : ArgumentException
{
    internal OptionsException(string option, string message, Exception? cause = null)
        : base(message, cause) => Option = option;

    /// <summary>The option, for example <c>SuspicionTime</c>.</summary>
    public string Option { get; }

    /// <summary>Which part of the option, where it has several: an index or a name, as configuration has it.</summary>
    internal string? Part { get; init; }
}
