using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.ReplicatedObjects;

namespace Cohort.Toolkit.Tests.Groups;

/// <summary>What a group with tools cannot be joined with is refused before it is joined, and named.</summary>
public sealed class ToolGroupOptionsTests
{
    [Fact]
    public async Task Options_that_are_null_are_named()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        Assert.Equal("Group", await RefusedAsync(new ToolGroupOptions { Group = null! }));
        Assert.Equal("TimeProvider", await RefusedAsync(new ToolGroupOptions { TimeProvider = null! }));

        async Task<string?> RefusedAsync(ToolGroupOptions options)
        {
            var refused = await Assert.ThrowsAsync<OptionsException>(() =>
                cluster[0].Node.ReplicateAsync<Inventory>("inventory", options).Soon()
            );
            Assert.Contains("is null", refused.Message, StringComparison.Ordinal);
            return refused.Option;
        }
    }

    [Theory]
    [InlineData("x\ny", "object 'x\\u000ay' contains a control character")]
    [InlineData("", "object '' is empty")]
    [InlineData("  ", "begins or ends with a space")]
    [InlineData(" x", "begins or ends with a space")]
    public void Names_that_objects_cannot_have_are_refused_and_said(string name, string said)
    {
        var tools = new GroupTools();
        var refused = Assert.Throws<ArgumentException>(() => tools.Replicate<Inventory>(name));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal("name", refused.ParamName);
        Assert.Throws<ArgumentException>(() => tools.Counter(name));
        Assert.Empty(tools.Objects);
    }

    [Fact]
    public void A_name_has_as_many_characters_as_that_of_a_group()
    {
        var tools = new GroupTools();
        var refused = Assert.Throws<ArgumentException>(() => tools.Replicate<Inventory>(new string('x', 101)));
        Assert.Contains("xx…' has 101 characters", refused.Message, StringComparison.Ordinal);
        Assert.Single(tools.Replicate<Inventory>(new string('x', 100)).Objects);
    }

    [Fact]
    public async Task A_group_of_one_object_is_named_as_groups_are()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        var refused = await Assert.ThrowsAsync<OptionsException>(() => cluster[0].Node.CounterAsync("x\ny").Soon());
        Assert.StartsWith("name contains a control character", refused.Message, StringComparison.Ordinal);
    }
}
