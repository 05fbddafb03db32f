using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Cohort.AspNetCore.Settings;

/// <summary>One setting that configuration may have.</summary>
/// <typeparam name="T">The options that it is one of.</typeparam>
/// <param name="Name">Its name, that of the option.</param>
/// <param name="Read">Takes it from where it stands, and gives what is wrong with it.</param>
internal sealed record Setting<T>(string Name, Func<T, IConfigurationSection, IEnumerable<SettingProblem>> Read)
{
    public static Setting<T> Text(string name, Action<T, string> set) =>
        Single(
            name,
            (options, text) =>
            {
                set(options, text);
                return null;
            }
        );

    public static Setting<T> Number(string name, Action<T, int> set) =>
        Single(
            name,
            (options, text) =>
            {
                if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
                    return $" is '{text}'. It must be a whole number, and smaller than 2,147,483,648.";
                set(options, value);
                return null;
            }
        );

    public static Setting<T> Flag(string name, Action<T, bool> set) =>
        Single(
            name,
            (options, text) =>
            {
                if (!bool.TryParse(text, out bool value))
                    return $" is '{text}'. It must be true or false.";
                set(options, value);
                return null;
            }
        );

    public static Setting<T> Time(string name, Action<T, TimeSpan> set) =>
        Single(
            name,
            (options, text) =>
            {
                // To a TimeSpan a bare number is so many days, which nobody means.
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int bare))
                    return $" is '{text}', which has no unit. Write hours:minutes:seconds, for example {TimeSpan.FromSeconds(Math.Min(bare, 3600)):c} "
                        + "for seconds.";
                if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value))
                    return $" is '{text}'. It must be a time as hours:minutes:seconds, for example 00:00:02 or 00:00:00.200.";
                set(options, value);
                return null;
            }
        );

    public static Setting<T> Choice<TEnum>(string name, Action<T, TEnum> set)
        where TEnum : struct, Enum =>
        Single(
            name,
            (options, text) =>
            {
                string[] names = Enum.GetNames<TEnum>();
                int place = Array.FindIndex(names, each => each.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (place < 0)
                    return $" is '{text}'. It must be {string.Join(" or ", names)}.";
                set(options, Enum.Parse<TEnum>(names[place]));
                return null;
            }
        );

    public static Setting<T> List(string name, Action<T, IList<string>> set) =>
        new(
            name,
            (options, section) =>
            {
                if (!string.IsNullOrEmpty(section.Value))
                    return
                    [
                        new(
                            section.Path,
                            $" is '{section.Value}'. It is a list: give each its own key, {section.Path}:0 and so on."
                        ),
                    ];
                set(
                    options,
                    [.. section.GetChildren().Select(child => child.Value ?? "").Where(text => text.Length > 0)]
                );
                return [];
            }
        );

    public static Setting<T> Map(string name, Action<T, string, string> add) =>
        new(
            name,
            (options, section) =>
            {
                if (!string.IsNullOrEmpty(section.Value))
                    return
                    [
                        new(
                            section.Path,
                            $" is '{section.Value}'. It has names: give each its own key, such as {section.Path}:zone."
                        ),
                    ];
                foreach (IConfigurationSection child in section.GetChildren())
                    add(options, child.Key, child.Value ?? "");
                return [];
            }
        );

    // What is empty is not said: so an environment variable that is set to nothing does no harm.
    private static Setting<T> Single(string name, Func<T, string, string?> read) =>
        new(
            name,
            (options, section) =>
                section.GetChildren().Any() ? [new(section.Path, " has parts. It is a single value.")]
                : string.IsNullOrEmpty(section.Value) ? []
                : read(options, section.Value) is { } problem ? [new SettingProblem(section.Path, problem)]
                : []
        );
}
