using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.Collections;

/// <summary>Settings that are watched, and set by version.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task Settings_are_set_by_version_and_read_as_what_they_are()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ReplicatedConfiguration[] settings = await cluster.EachAsync(node => node.ConfigurationAsync("settings"));
        Assert.Equal(new ConfigurationSetting("limits/max", null, 0), await settings[0].GetAsync("limits/max").Soon());
        Assert.Equal((true, 1UL), await settings[0].CompareAndSetAsync("limits/max", 0, "10").Soon());
        Assert.Equal((false, 1UL), await settings[1].CompareAndSetAsync("limits/max", 0, "11").Soon());
        Assert.Equal((true, 2UL), await settings[1].CompareAndSetAsync("limits/max", 1, "12").Soon());
        Assert.Equal(12, await settings[0].GetAsync("limits/max", 5).Soon());
        Assert.Equal(5, await settings[0].GetAsync("limits/min", 5).Soon());
        Assert.Equal(12, settings[1].Local("limits/max", 5));
        await settings[0].SetAsync("pause", "00:00:07.5").Soon();
        Assert.Equal(TimeSpan.FromSeconds(7.5), await settings[1].GetAsync("pause", TimeSpan.Zero).Soon());
        var wrong = await Assert.ThrowsAsync<FormatException>(() => settings[1].GetAsync("pause", 0).Soon());
        Assert.Contains("'pause' is '00:00:07.5'", wrong.Message, StringComparison.Ordinal);
        Assert.True(await settings[0].RemoveAsync("pause").Soon());
        Assert.False(await settings[0].RemoveAsync("pause").Soon());
        // It never has a version that it had before.
        Assert.Equal(5UL, await settings[0].SetAsync("pause", "00:01:00").Soon());
        Assert.True(settings[0].Local("pause").IsSet);
    }

    [Fact]
    public async Task A_setting_is_watched_and_others_are_not_seen()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        ReplicatedConfiguration[] settings = await cluster.EachAsync(node => node.ConfigurationAsync("settings"));
        await using var watching = settings[1].WatchAsync("limits/max", Deadline.Token).GetAsyncEnumerator();
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(new ConfigurationSetting("limits/max", null, 0), watching.Current);
        await settings[0].SetAsync("limits/min", "1").Soon();
        await settings[0].SetAsync("limits/max", "9").Soon();
        await settings[0].RemoveAsync("limits/max").Soon();
        await settings[0].SetAsync("limits/max", "10").Soon();
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(new ConfigurationSetting("limits/max", "9", 2), watching.Current);
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(new ConfigurationSetting("limits/max", null, 0), watching.Current);
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(10, watching.Current.As(0));
    }

    [Fact]
    public async Task One_that_watches_hears_of_what_was_set_while_its_member_was_out()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        ReplicatedConfiguration[] settings = await cluster.EachAsync(node => node.ConfigurationAsync("settings"));
        await settings[2].SetAsync("mode", "slow").Soon();
        await using var watching = settings[2].WatchAsync("mode", Deadline.Token).GetAsyncEnumerator();
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal("slow", watching.Current.Text);
        cluster[2].Links.CutOff();
        while (settings[0].Group.View.Members.Length > 2)
            await Task.Delay(10);
        await settings[0].SetAsync("mode", "fast").Soon();
        cluster[2].Links.Heal();
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal("fast", watching.Current.Text);
    }
}
