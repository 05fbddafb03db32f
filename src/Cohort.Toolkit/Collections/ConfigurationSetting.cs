using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cohort;

/// <summary>One setting of a <see cref="ReplicatedConfiguration"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What it is set to; null where it is not set.</param>
/// <param name="Version">Rises with each change of the configuration; 0 where it is not set.</param>
public sealed record ConfigurationSetting(string Name, string? Text, ulong Version)
{
    /// <summary>Whether it is set.</summary>
    [MemberNotNullWhen(true, nameof(Text))]
    public bool IsSet => Text is not null;

    /// <summary>It as a number, a time or whatever else can be read of a text, in the form that no culture changes.</summary>
    /// <param name="fallback">What it is where it is not set.</param>
    /// <exception cref="FormatException">It is set to something else; the message says what.</exception>
    public T As<T>(T fallback)
        where T : IParsable<T>
    {
        if (!IsSet)
            return fallback;
        return T.TryParse(Text, CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw new FormatException($"Setting '{Name}' is '{Text}', which is no {typeof(T).Name}. Set it to one.");
    }
}
