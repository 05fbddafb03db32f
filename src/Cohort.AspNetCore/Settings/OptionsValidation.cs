using Cohort.AspNetCore.Groups;
using Cohort.Runtime;
using Microsoft.Extensions.Options;

namespace Cohort.AspNetCore.Settings;

/// <summary>Finds everything that is wrong with the options, so that it can be put right in one go.</summary>
internal sealed class OptionsValidation(Declarations declarations, IServiceProvider services)
    : IValidateOptions<CohortOptions>
{
    private static readonly StateTransfer s_ofTools = StateTransfer.Of(_ => { }, _ => { });

    public ValidateOptionsResult Validate(string? name, CohortOptions options)
    {
        string prefix = declarations.KeyOf("");
        NodeOptions node = options.ToNodeOptions(HostSurroundings.Of(services));
        IEnumerable<SettingProblem> found =
        [
            .. OptionsProblems.Find(NodeOptionsCheck.Checks(node)).Select(each => SettingProblem.Of(prefix, each)),
            .. options.Groups.SelectMany(group =>
                OfGroup(group.Value, node)
                    .Select(each => SettingProblem.Of($"{prefix}{SettingsReader.Groups}:{group.Key}:", each))
            ),
            .. OfWitness(prefix, options),
        ];
        // What could not be read has its default, of which nothing more is said.
        string[] problems =
        [
            .. options
                .Problems.Concat(found)
                .DistinctBy(problem => problem.Key, StringComparer.OrdinalIgnoreCase)
                .Select(problem => problem.ToString()),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<OptionsException> OfGroup(CohortGroupOptions group, NodeOptions node)
    {
        ToolGroupOptions options = group.ToToolGroupOptions(TimeProvider.System);
        // The tools have a state.
        GroupOptions membership = options.Group with
        {
            State = s_ofTools,
        };
        return
        [
            .. OptionsProblems.Find(options.Checks()),
            .. OptionsProblems.Find(GroupOptionsCheck.Checks(membership, node, node.MaxMembers)),
        ];
    }

    private static IEnumerable<SettingProblem> OfWitness(string prefix, CohortOptions options) =>
        options.Witness && options.Groups.Count > 0
            ?
            [
                new(
                    $"{prefix}{nameof(options.Witness)}",
                    $" is true, and the application has groups ({string.Join(", ", options.Groups.Keys)}), of which a witness is no member. Run "
                        + "cohort witness instead, or leave it out."
                ),
            ]
            : [];
}
