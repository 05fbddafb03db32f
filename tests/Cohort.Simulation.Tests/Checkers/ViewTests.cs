using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>V1 to V4: what histories of views pass, and which do not.</summary>
public sealed class ViewTests
{
    [Fact]
    public void Views_that_shrink_and_grow_by_the_rules_are_right() =>
        Assert.Empty(
            new Scenario()
                .Form("a b c")
                .Crash("c")
                .Install("a b")
                .Install("a b d*", by: "a b")
                .Load("d", from: "a")
                .InstallLate("d")
                .Install("a b d")
                .Settle("a b d")
                .Broken
        );

    [Fact]
    public void A_member_that_installs_a_view_without_itself_breaks_V1() =>
        Assert.Equal(
            "V1",
            new Scenario().Form("a b c").Install("b c").InstallLate("a", but: view => view with { Self = null }).Broken
        );

    [Fact]
    public void A_member_that_installs_a_view_as_an_earlier_member_breaks_V1()
    {
        var told = new Scenario()
            .Form("a b c d")
            .Crash("d")
            .Restart("d")
            .Install("a b c d*", by: "a b c")
            .Load("d", "a");
        var before = new MemberId(told.IdOf("d"), 7);
        Assert.Contains("V1", told.InstallLate("d", but: view => view with { Self = before }).Broken);
    }

    [Fact]
    public void Two_views_of_one_number_break_V2() =>
        Assert.Equal(
            "V2",
            new Scenario()
                .Form("a b c d")
                .Install("a b c", by: "a b")
                .InstallLate("c", but: view => view with { Members = [.. view.Members, view.Members[0]] })
                .Broken
        );

    [Fact]
    public void The_same_members_in_other_ranks_break_V2() =>
        Assert.Equal(
            "V2",
            new Scenario()
                .Form("a b c")
                .Install("a b c", by: "a b")
                .InstallLate("c", but: view => view with { Members = [.. view.Members.Reverse()] })
                .Broken
        );

    [Fact]
    public void A_member_that_another_takes_for_a_joiner_breaks_V2() =>
        Assert.Equal(
            "V2",
            new Scenario()
                .Form("a b c")
                .Install("a b c", by: "a b")
                .InstallLate(
                    "c",
                    but: view =>
                        view with
                        {
                            Members = [.. view.Members[..2], view.Members[2] with { HoldsState = false }],
                        }
                )
                .Broken
        );

    [Fact]
    public void An_older_view_after_a_newer_one_breaks_V2() =>
        Assert.Equal(
            "V2",
            new Scenario()
                .Form("a b c")
                .Install("a b c")
                .InstallLate("c", but: view => view with { Number = new ViewNumber(0) })
                .Broken
        );

    [Fact]
    public void A_member_that_misses_a_view_breaks_V2() =>
        Assert.Equal("V2", new Scenario().Form("a b c d").Install("a b c d", by: "a b c").Install("a b c d").Broken);

    [Fact]
    public void A_joiner_that_was_shown_no_earlier_view_is_right() =>
        Assert.Empty(
            new Scenario()
                .Form("a b")
                .Install("a b c*", by: "a b")
                .Install("a b c*", by: "a b")
                .Load("c", from: "a")
                .Install("a b c")
                .Broken
        );

    [Fact]
    public void A_younger_member_ranked_before_an_older_one_breaks_V2() =>
        Assert.Equal("V2", new Scenario().Form("a b c").Install("a c b").Broken);

    [Fact]
    public void A_minority_that_goes_on_breaks_V3() =>
        Assert.Equal("V3", new Scenario().Form("a b c d e").Install("d e").Broken);

    [Fact]
    public void The_half_without_the_oldest_member_breaks_V3_and_the_other_half_is_right()
    {
        Assert.Equal("V3", new Scenario().Form("a b c d").Install("c d").Broken);
        Assert.Empty(new Scenario().Form("a b c d").Install("a d").Broken);
    }

    [Fact]
    public void Members_without_state_help_no_quorum()
    {
        Scenario joining = new Scenario().Form("a b c").Install("a b c d* e*", by: "a b c");
        Assert.Equal("V3", joining.Install("b d* e*", by: "b").Broken);
    }

    [Fact]
    public void Those_who_leave_by_themselves_count_for_the_quorum_that_they_leave()
    {
        Assert.Empty(new Scenario().Form("a b c").Leave("a").Leave("b").Install("c").Broken);
        Assert.Equal("V3", new Scenario().Form("a b c d e").Leave("a").Install("e").Broken);
    }

    [Fact]
    public void A_view_that_keeps_nobody_with_the_state_breaks_V3() =>
        Assert.Equal("V3", new Scenario().Form("a").Install("a b*", by: "a").Leave("a").Install("b*", by: "b").Broken);

    [Fact]
    public void A_view_without_a_quorum_of_the_listed_addresses_breaks_V3()
    {
        Scenario Told(string listed) =>
            new Scenario()
                .Form("a b c d e")
                .Install("c d e")
                .Settle(
                    "c d e",
                    but: facts => facts with { Listed = [.. listed.Split(' ').Select(name => $"{name}:1")] }
                );
        Assert.Equal("V3", Told("a b c").Broken);
        Assert.Empty(Told("c d e").Broken);
    }

    [Fact]
    public void A_member_that_was_left_out_and_is_back_breaks_V4() =>
        Assert.Equal("V4", ReturnOfC(fresh: false).Broken);

    [Fact]
    public void A_process_that_was_left_out_and_is_back_as_a_new_member_is_right() =>
        Assert.Empty(ReturnOfC(fresh: true).Broken);

    [Fact]
    public void A_joiner_whose_joins_count_downwards_breaks_V4() =>
        Assert.Equal(
            "V4",
            new Scenario()
                .Form("a b c")
                .Install("a b", by: "a b")
                .Install(
                    "a b c*",
                    by: "a b",
                    but: view => view with { Members = [.. view.Members[..2], Rejoined(view.Members[2], 0)] }
                )
                .Broken
        );

    [Fact]
    public void An_event_of_a_process_that_is_gone_breaks_V4() =>
        Assert.Equal("V4", new Scenario().Form("a b c").Crash("c").Send("c", "x").Broken);

    private static Scenario ReturnOfC(bool fresh) =>
        new Scenario()
            .Form("a b c")
            .Install("a b", by: "a b")
            .Install(
                "a b c*",
                by: "a b",
                but: view => fresh ? view : view with { Members = [.. view.Members[..2], Rejoined(view.Members[2], 1)] }
            );

    private static Member Rejoined(Member member, ulong join) => member with { Id = member.Id with { Join = join } };

    [Theory]
    [InlineData("a b c* d*", "a c b* d*", false)] // one takes the place of another, which follows
    [InlineData("a b c* d*", "b d c*", false)]
    [InlineData("a b c* d*", "b a c* d*", true)] // those that vote change places
    [InlineData("a b c* d*", "a b d* c*", true)]
    [InlineData("a b c* d*", "a c* b d*", true)] // one that votes behind one that follows
    public void In_the_root_group_those_that_vote_stand_first(string older, string newer, bool breaks)
    {
        string broken = new Scenario().RootView(1, older).RootView(2, newer).Broken;
        Assert.Equal(breaks, broken.Contains("V2", StringComparison.Ordinal));
    }
}
