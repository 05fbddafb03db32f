using Cohort.Protocol.Clients;
using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clients;

/// <summary>A client takes a backup of a group while that goes on.</summary>
public sealed class BackingUp
{
    [Fact]
    public void It_is_the_state_of_one_point_in_the_order_and_says_of_which()
    {
        (Cluster cluster, TestClient client) = With("a", "b");
        cluster["a"].Send("x");
        cluster["b"].Send("y");
        cluster.RunUntilDelivered(2, "a", "b");
        TestBackup backup = client.BackUp("g");
        cluster["a"].Send("z");
        cluster.RunUntil(() => backup.Ended is not null, what: "the backup");
        Assert.Equal(CallOutcome.Answered, backup.Ended);
        string[] delivered = [.. cluster["a"].Delivered];
        Assert.Equal(string.Join('\n', delivered.Take((int)backup.Head!.Position)), backup.State);
        Assert.InRange(backup.Head.Position, 2UL, 3UL);
        Assert.Equal(cluster["a"].View!.ToString(), backup.Head.View.ToString());
        Assert.Equal(cluster["a"].View!.Group, backup.Head.View.Group);
        Assert.True(backup.Head.Terms.HasState);
        Assert.Equal(1, cluster["a"].Application.StatesTaken + cluster["b"].Application.StatesTaken - 1);
    }

    [Fact]
    public void No_more_of_it_is_under_way_than_a_window()
    {
        (Cluster cluster, TestClient client) = With("a");
        cluster["a"].Application.StatePadding = 4 << 20;
        TestBackup backup = client.BackUp("g");
        backup.Handles = false;
        cluster.RunSeconds(5);
        Assert.InRange(backup.Length, 1, (int)BackupDesk.Window + new Limits().ChunkSize);
        Assert.Null(backup.Ended);
        cluster["a"].Send("x");
        cluster.RunUntilDelivered(1, "a");
        backup.Handles = true;
        client.Take(Input.BackupHandled(backup.Ticket, backup.Length));
        cluster.RunUntil(() => backup.Ended is not null, what: "the rest");
        Assert.Equal((4 << 20, ""), (backup.Length, backup.State));
    }

    [Fact]
    public void Where_the_member_dies_it_begins_again_with_another_one()
    {
        (Cluster cluster, TestClient client) = With("a", "b", "c");
        foreach (string name in (string[])["a", "b", "c"])
            cluster[name].Application.StatePadding = 4 << 20;
        cluster["a"].Send("x");
        cluster.RunUntilDelivered(1, "a", "b", "c");
        int[] before = [.. s_all.Select(name => cluster[name].Application.StatesTaken)];
        TestBackup backup = client.BackUp("g");
        backup.Handles = false;
        cluster.RunUntil(() => backup.Length > 0, what: "it begins");
        string asked = s_all
            .Zip(before)
            .Single(member => cluster[member.First].Application.StatesTaken > member.Second)
            .First;
        cluster.Kill(asked);
        backup.Handles = true;
        client.Take(Input.BackupHandled(backup.Ticket, backup.Length));
        cluster.RunUntil(() => backup.Ended is not null, what: "the backup");
        Assert.Equal((CallOutcome.Answered, 2, "x"), (backup.Ended, backup.Begun, backup.State));
    }

    [Fact]
    public void An_empty_state_is_one()
    {
        (Cluster cluster, TestClient client) = With("a");
        TestBackup backup = client.BackUp("g");
        cluster.RunUntil(() => backup.Ended is not null, what: "the backup");
        Assert.Equal((CallOutcome.Answered, 1, 0), (backup.Ended, backup.Begun, backup.Length));
    }

    [Fact]
    public void Where_there_is_no_such_group_or_it_has_no_state_it_says_so()
    {
        (Cluster cluster, TestClient client) = With("a");
        cluster["a"].Join("h", hasState: false, governed: true);
        cluster.RunUntil(() => cluster["a"].Group("h").Status == GroupStatus.Active, what: "h");
        TestBackup without = client.BackUp("h");
        TestBackup none = client.BackUp("i");
        cluster.RunUntil(() => without.Ended is not null && none.Ended is not null, what: "both are answered");
        Assert.Equal((CallOutcome.TakesNoCalls, 0), (without.Ended, without.Begun));
        Assert.Equal((CallOutcome.NoSuchGroup, 0), (none.Ended, none.Begun));
    }

    [Fact]
    public void What_the_application_says_when_it_cannot_save_is_told_and_the_member_goes_on()
    {
        (Cluster cluster, TestClient client) = With("a");
        cluster["a"].Application.Saves = false;
        TestBackup backup = client.BackUp("g");
        cluster.RunUntil(() => cluster["a"].Application.StatesTaken == 1, what: "it is asked");
        cluster["a"].Take(Input.StateNotTaken(1, long.MinValue + 1, "the state is in use"));
        cluster.RunUntil(() => backup.Ended is not null, what: "it is told");
        Assert.Equal(CallOutcome.Failed, backup.Ended);
        Assert.Contains("the state is in use", backup.Reason, StringComparison.Ordinal);
        Assert.Equal(GroupStatus.Active, cluster["a"].Status);
    }

    [Fact]
    public void One_that_is_not_wanted_any_more_costs_nothing_more()
    {
        (Cluster cluster, TestClient client) = With("a");
        cluster["a"].Application.StatePadding = 4 << 20;
        TestBackup[] dropped = [.. Enumerable.Range(0, 4).Select(_ => client.BackUp("g"))];
        foreach (TestBackup backup in dropped)
            backup.Handles = false;
        cluster.RunUntil(() => dropped.All(backup => backup.Length > 0), what: "all that may be");
        TestBackup fifth = client.BackUp("g");
        cluster.RunSeconds(5);
        Assert.Equal(0, fifth.Begun);
        foreach (TestBackup backup in dropped)
            client.Take(Input.DropBackup(backup.Ticket));
        cluster.RunUntil(() => fifth.Ended == CallOutcome.Answered, what: "the next one");
    }

    private static readonly string[] s_all = ["a", "b", "c"];

    private static (Cluster Cluster, TestClient Client) With(params string[] names)
    {
        Cluster cluster = Cluster.WithRoot(names);
        cluster.Join("g", names);
        TestClient client = cluster.Connect();
        cluster.RunUntil(() => client.Node is not null, what: "the client is linked");
        return (cluster, client);
    }
}
