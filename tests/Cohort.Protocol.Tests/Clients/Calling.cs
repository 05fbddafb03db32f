using Cohort.Protocol.Clients;
using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clients;

/// <summary>Calls of clients to groups: each takes effect once, whoever dies (C1).</summary>
public sealed class Calling
{
    private static Cluster Serving(string[] members, params string[] others)
    {
        Cluster cluster = Cluster.WithRoot([.. members, .. others]);
        cluster.JoinServing("g", null, members);
        return cluster;
    }

    private static (CallOutcome Outcome, string Text) End(Cluster cluster, TestClient client, long call)
    {
        cluster.RunUntil(() => client.Ended.ContainsKey(call), what: $"call {call} ended");
        return client.Ended[call];
    }

    private static string Answer(Cluster cluster, TestClient client, long call)
    {
        (CallOutcome outcome, string text) = End(cluster, client, call);
        Assert.Equal(CallOutcome.Answered, outcome);
        return text;
    }

    private static List<string> Executed(Cluster cluster, string node) => cluster[node].Group("g").Delivered;

    [Fact]
    public void A_call_is_executed_at_every_member_and_answered_by_one()
    {
        Cluster cluster = Serving(["a", "b", "c"]);
        TestClient client = cluster.Connect();
        Assert.Equal("x 1", Answer(cluster, client, client.Call("x")));
        Assert.Equal("y 2", Answer(cluster, client, client.Call("y")));
        cluster.RunSeconds(1);
        Assert.All(cluster.Seeds, name => Assert.Equal(["x", "y"], Executed(cluster, name)));
    }

    [Fact]
    public void Calls_and_messages_have_one_order()
    {
        Cluster cluster = Serving(["a", "b"]);
        TestClient client = cluster.Connect();
        long call = client.Call("call");
        cluster["a"].Group("g").Send("one");
        cluster["b"].Group("g").Send("two");
        Answer(cluster, client, call);
        cluster.RunSeconds(1);
        Assert.Equal(3, Executed(cluster, "a").Count);
        Assert.Equal(Executed(cluster, "a"), Executed(cluster, "b"));
        // The opening of the client's session has a place too.
        Assert.Equal([1UL, 2, 3, 4], cluster["a"].Group("g").Positions);
    }

    [Fact]
    public void A_node_that_is_no_member_says_who_is()
    {
        Cluster cluster = Serving(["a"], "b");
        TestClient client = cluster.Connect(nodes: ["b"]);
        Assert.Equal("x 1", Answer(cluster, client, client.Call("x")));
        Assert.Equal("b", client.Node);
        Assert.Equal(1, client.ConnectionsTo("a"));
    }

    [Fact]
    public void A_client_lets_go_of_a_member_that_it_has_not_called_for_long()
    {
        Cluster cluster = Serving(["a"], "b");
        TestClient client = cluster.Connect(nodes: ["b"]);
        Answer(cluster, client, client.Call("x"));
        cluster.RunSeconds(30);
        Assert.Equal(0, client.ConnectionsTo("a"));
        Assert.Equal("y 2", Answer(cluster, client, client.Call("y")));
    }

    [Fact]
    public void A_call_that_its_first_target_executed_before_it_died_is_not_executed_again()
    {
        Cluster cluster = Serving(["a", "b"], "c", "d", "e");
        TestClient client = cluster.Connect(nodes: ["c"]);
        Answer(cluster, client, client.Call("first"));
        string target = client.ConnectionsTo("a") > 0 ? "a" : "b";
        string other = target == "a" ? "b" : "a";
        cluster.Network.Lose(FrameType.CallAnswer);
        long call = client.Call("x");
        cluster.RunUntil(() => Executed(cluster, other).Contains("x"), what: "x executed");
        cluster.Kill(target);
        cluster.Network.Release();
        Assert.Equal("x 2", Answer(cluster, client, call));
        Assert.Equal(["first", "x"], Executed(cluster, other));
    }

    [Fact]
    public void Answers_go_with_the_state_to_who_joins()
    {
        Cluster cluster = Serving(["a"], "b", "c", "d", "e");
        TestClient client = cluster.Connect(nodes: ["c"]);
        Answer(cluster, client, client.Call("first"));
        cluster.Network.Lose(FrameType.CallAnswer);
        long call = client.Call("x");
        cluster.RunUntil(() => Executed(cluster, "a").Contains("x"), what: "x executed");
        cluster.JoinServing("g", null, "b");
        cluster.RunUntil(
            () => cluster["b"].Group("g").View?.Members is [_, { HoldsState: true }],
            what: "b has the state"
        );
        cluster.Kill("a");
        cluster.Network.Release();
        Assert.Equal("x 2", Answer(cluster, client, call));
        Assert.Equal(["first", "x"], Executed(cluster, "b"));
    }

    [Fact]
    public void A_call_goes_on_elsewhere_where_its_target_says_nothing()
    {
        Cluster cluster = Serving(["a", "b"], "c");
        TestClient client = cluster.Connect(nodes: ["c"]);
        Answer(cluster, client, client.Call("first"));
        string target = client.ConnectionsTo("a") > 0 ? "a" : "b";
        cluster[target].Group("g").KeepsAnswers = true;
        Assert.Equal("x 2", Answer(cluster, client, client.Call("x")));
        cluster.RunSeconds(1);
        Assert.Equal(["first", "x"], Executed(cluster, "a"));
        Assert.Equal(["first", "x"], Executed(cluster, "b"));
    }

    [Fact]
    public void Many_calls_at_once_are_all_executed_once()
    {
        Cluster cluster = Serving(["a", "b", "c"]);
        TestClient client = cluster.Connect();
        long[] calls = [.. Enumerable.Range(0, 300).Select(number => client.Call($"{number}"))];
        cluster.RunUntil(() => client.Ended.Count == calls.Length, what: "all calls ended");
        Assert.All(client.Ended.Values, ended => Assert.Equal(CallOutcome.Answered, ended.Outcome));
        Assert.Equal(300, Executed(cluster, "a").Distinct().Count());
        Assert.Equal(300, Executed(cluster, "a").Count);
    }

    [Fact]
    public void What_the_application_throws_is_the_answer_and_the_group_goes_on()
    {
        Cluster cluster = Serving(["a", "b"]);
        TestClient client = cluster.Connect();
        Assert.Equal((CallOutcome.Failed, "thrown"), End(cluster, client, client.Call("throw")));
        Assert.Equal("x 2", Answer(cluster, client, client.Call("x")));
    }

    [Fact]
    public void A_group_that_there_is_not_is_told_after_the_suspicion_time()
    {
        Cluster cluster = Serving(["a", "b"]);
        TestClient client = cluster.Connect();
        long call = client.Call("x", group: "h");
        Assert.Equal(CallOutcome.NoSuchGroup, End(cluster, client, call).Outcome);
        // And once there is one, it is called.
        cluster.JoinServing("h", null, "b");
        Assert.Equal("y 1", Answer(cluster, client, client.Call("y", group: "h")));
    }

    [Fact]
    public void A_group_that_is_created_meanwhile_is_called()
    {
        Cluster cluster = Serving(["a", "b"]);
        TestClient client = cluster.Connect();
        long call = client.Call("x", group: "h");
        cluster.RunSeconds(1);
        cluster.JoinServing("h", null, "b");
        Assert.Equal("x 1", Answer(cluster, client, call));
    }

    [Fact]
    public void A_group_that_takes_no_calls_says_so()
    {
        Cluster cluster = Cluster.WithRoot("a", "b");
        cluster.Join("g", "a", "b");
        TestClient client = cluster.Connect();
        Assert.Equal(CallOutcome.TakesNoCalls, End(cluster, client, client.Call("x")).Outcome);
        Assert.Equal(CallOutcome.TakesNoCalls, End(cluster, client, client.Call("y")).Outcome);
        Assert.Empty(cluster["a"].Group("g").Delivered);
    }

    [Fact]
    public void A_member_that_takes_calls_is_refused_where_the_others_take_none()
    {
        Cluster cluster = Cluster.WithRoot("a", "b");
        cluster.Join("g", "a");
        TestGroup joining = cluster["b"].Join("g", governed: true, sessions: new CallSessions());
        cluster.RunUntil(() => joining.Status == GroupStatus.Failed, what: "b refused");
        Assert.EndsWith("give all members OnCall, or none", joining.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_is_too_large_is_not_sent()
    {
        Cluster cluster = Serving(["a"]);
        TestClient client = cluster.Connect();
        long call = client.Call(new string('x', CallRequest.MostBytes + 1));
        Assert.Equal(CallOutcome.TooLarge, End(cluster, client, call).Outcome);
        long largest = client.Call(new string('x', CallRequest.MostBytes));
        // Its answer has more bytes than it, and is too large.
        Assert.Equal(CallOutcome.Failed, End(cluster, client, largest).Outcome);
        Assert.Equal("y 2", Answer(cluster, client, client.Call("y")));
    }

    [Fact]
    public void Calls_that_wait_are_bounded()
    {
        Cluster cluster = Cluster.WithRoot("a", "b");
        TestClient client = cluster.Connect();
        cluster.Unplug(client.Address);
        long[] calls = [.. Enumerable.Range(0, 5000).Select(number => client.Call($"{number}"))];
        Assert.Equal(CallOutcome.Busy, client.Ended[calls[^1]].Outcome);
        Assert.Equal(5000 - 4096, client.Ended.Count);
    }

    [Fact]
    public void Without_a_quorum_a_call_waits_and_says_for_what()
    {
        Cluster cluster = Serving(["a", "b", "c"]);
        TestClient client = cluster.Connect(nodes: ["a"]);
        Answer(cluster, client, client.Call("first"));
        cluster.Partition("a", client.Address);
        cluster.RunSeconds(8);
        long call = client.Call("x");
        cluster.RunSeconds(20);
        Assert.False(client.Ended.ContainsKey(call));
        client.Cancel(call);
        (CallOutcome outcome, string text) = client.Ended[call];
        Assert.True(outcome is CallOutcome.Unknown or CallOutcome.NotSent);
        Assert.Contains("(", text, StringComparison.Ordinal);
        long later = client.Call("y");
        cluster.Heal();
        Assert.StartsWith("y ", Answer(cluster, client, later), StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_was_not_sent_yet_is_known_not_to_be_when_it_is_cancelled()
    {
        Cluster cluster = Serving(["a"]);
        TestClient client = cluster.Connect();
        cluster.Settle();
        cluster.Kill("a");
        cluster.RunSeconds(1);
        long call = client.Call("x");
        cluster.RunSeconds(1);
        client.Cancel(call);
        Assert.Equal(CallOutcome.NotSent, client.Ended[call].Outcome);
    }

    [Fact]
    public void Where_its_session_is_forgotten_a_call_that_was_sent_once_goes_in_another()
    {
        Cluster cluster = Cluster.WithRoot("a", "b");
        cluster.JoinServing("g", new CallSessionLimits { Sessions = 1 }, "a", "b");
        TestClient one = cluster.Connect("x");
        TestClient two = cluster.Connect("y");
        for (int round = 0; round < 5; round++)
        {
            Answer(cluster, one, one.Call($"x{round}"));
            Answer(cluster, two, two.Call($"y{round}"));
        }
        Assert.Equal(10, Executed(cluster, "a").Distinct().Count());
        Assert.Equal(10, Executed(cluster, "a").Count);
    }

    /// <summary>Seed 7160036: where all links were up already, no link came up, and the client took no node for its own.</summary>
    [Fact]
    public void A_client_whose_node_dies_goes_on_with_one_that_it_is_linked_to_already()
    {
        Cluster cluster = Serving(["a"], "b", "c");
        TestClient client = cluster.Connect(nodes: ["b", "a"]);
        Answer(cluster, client, client.Call("x"));
        while (client.Node != "b")
        {
            // Which of the two it begins with is a matter of chance.
            cluster.Kill(client.Address);
            client = cluster.Connect(nodes: ["b", "a"]);
            Answer(cluster, client, client.Call("x"));
        }
        Assert.Equal(1, client.ConnectionsTo("a"));
        cluster.Kill("b");
        cluster.RunUntil(() => client.Node is not null and not "b", TimeSpan.FromMilliseconds(100), "linked to a");
        Assert.StartsWith("y ", Answer(cluster, client, client.Call("y")), StringComparison.Ordinal);
    }

    /// <summary>Seed 7150146: each opened a session before the others had used theirs, for ever.</summary>
    [Fact]
    public void More_clients_than_there_are_sessions_come_to_their_turn()
    {
        Cluster cluster = Cluster.WithRoot("a", "b");
        cluster.JoinServing("g", new CallSessionLimits { Sessions = 1 }, "a", "b");
        TestClient[] clients = [.. Enumerable.Range(0, 6).Select(number => cluster.Connect($"x{number}"))];
        for (int round = 0; round < 3; round++)
        {
            foreach (TestClient client in clients)
                client.Call($"{client.Name} {round}");
            cluster.RunUntil(() => clients.All(client => client.Ended.Count == round + 1), what: $"round {round}");
        }
        Assert.All(
            clients.SelectMany(client => client.Ended.Values),
            end => Assert.Equal(CallOutcome.Answered, end.Outcome)
        );
        Assert.Equal(18, Executed(cluster, "a").Distinct().Count());
        Assert.Equal(18, Executed(cluster, "a").Count);
    }

    [Fact]
    public void Where_its_session_is_forgotten_a_call_that_was_sent_again_is_unknown()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.JoinServing("g", new CallSessionLimits { Sessions = 1 }, "a", "b");
        TestClient one = cluster.Connect("x", nodes: ["c"]);
        TestClient two = cluster.Connect("y", nodes: ["c"]);
        Answer(cluster, one, one.Call("first"));
        string target = one.ConnectionsTo("a") > 0 ? "a" : "b";
        string other = target == "a" ? "b" : "a";
        cluster.Network.Lose(frame => frame.Type == FrameType.CallAnswer && frame.To == one.Address);
        long call = one.Call("x");
        cluster.RunUntil(() => Executed(cluster, other).Contains("x"), what: "x executed");
        Answer(cluster, two, two.Call("y"));
        cluster.Kill(target);
        cluster.Network.Release();
        Assert.Equal(CallOutcome.Unknown, End(cluster, one, call).Outcome);
        Assert.Single(Executed(cluster, other), text => text == "x");
    }

    [Fact]
    public void A_call_that_makes_no_sense_costs_the_client_its_link_and_the_group_nothing()
    {
        Cluster cluster = Serving(["a"]);
        TestClient client = cluster.Connect();
        cluster.RunUntil(() => client.Node is not null, what: "a client linked");
        foreach (byte[] nonsense in new byte[][] { [], [1], [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 9], [0xFF, 0xFF] })
        {
            cluster.Inject(
                client.Address,
                "a",
                FrameType.Call,
                writer =>
                {
                    writer.Number(1);
                    writer.Text("g");
                    writer.Raw(nonsense);
                }
            );
            cluster.RunSeconds(1);
            Assert.Contains(
                cluster["a"].Warnings,
                text => text.Contains("type Call made no sense", StringComparison.Ordinal)
            );
            cluster["a"].Warnings.Clear();
        }
        Assert.Equal("x 1", Answer(cluster, client, client.Call("x")));
    }
}
