using Cohort.AspNetCore.Groups;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Cohort.AspNetCore.Settings;

/// <summary>Makes the options out of what the code and the configuration say.</summary>
internal sealed class OptionsSetup(Declarations declarations) : IConfigureOptions<CohortOptions>
{
    public void Configure(CohortOptions options)
    {
        foreach (GroupDeclaration group in declarations.Groups)
            options.Groups[group.Name] = group.Options();
        if (declarations.Configuration is not { } configuration)
            return;
        SettingsReader.Read(configuration, options);
        IConfigurationSection groups = configuration.GetSection(SettingsReader.Groups);
        foreach (IConfigurationSection section in groups.GetChildren())
            if (Find(options, section.Key) is { } group)
                SettingsReader.Read(section, group, options.Problems);
            else
                options.Problems.Add(SettingsReader.Unknown(section, "group of this application", options.Groups.Keys));
    }

    // Configuration does not tell upper case from lower.
    private static CohortGroupOptions? Find(CohortOptions options, string name) =>
        options.Groups.GetValueOrDefault(name)
        ?? options.Groups.FirstOrDefault(each => each.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
