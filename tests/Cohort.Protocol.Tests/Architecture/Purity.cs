using System.Reflection;

namespace Cohort.Protocol.Tests.Architecture;

/// <summary>Rule 1 and 2 of ARCHITECTURE.md, over what the compiler made of the core.</summary>
public sealed class Purity
{
    private static readonly Assembly Core = typeof(NodeMachine).Assembly;

    [Fact]
    public void The_core_references_nothing_of_this_project() =>
        Assert.DoesNotContain(
            Core.GetReferencedAssemblies(),
            name => name.Name!.StartsWith("Cohort", StringComparison.Ordinal)
        );

    [Fact]
    public void The_core_references_only_what_computes()
    {
        string[] allowed =
        [
            "System.Collections",
            "System.Collections.Immutable",
            "System.Linq",
            "System.Memory",
            "System.Runtime",
            "System.Runtime.Intrinsics",
            "System.Runtime.InteropServices",
        ];
        Assert.Empty(Core.GetReferencedAssemblies().Select(name => name.Name).Except(allowed));
    }

    [Fact]
    public void Nothing_in_the_core_is_static_and_changes()
    {
        IEnumerable<FieldInfo> changing = Core.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => !field.IsInitOnly && !field.IsLiteral)
            .Where(field => !field.Name.Contains('<') && !field.DeclaringType!.Name.Contains('<'));
        Assert.Equal([], changing.Select(field => field.Name).Where(name => name != "Planted"));
    }
}
