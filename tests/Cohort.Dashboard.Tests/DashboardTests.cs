using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cohort.Dashboard.Tests;

/// <summary>The dashboard of three servers that are processes, as somebody sees it in a browser.</summary>
public sealed partial class DashboardTests : IAsyncLifetime
{
    private const int PhoneWidth = 360;

    private UpCluster _cluster = null!;
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _browser = await Browser.StartAsync();
        _cluster = await UpCluster.StartAsync();
        _cluster.Write();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Any_node_shows_all_nodes_their_messages_and_the_death_of_one()
    {
        IPage page = await _browser.OpenAsync(_cluster.Servers[1].Dashboard);
        await Expect(page.Locator("[data-connection=live]")).ToBeVisibleAsync();
        foreach (string name in (string[])["a", "b", "c"])
            await Expect(page.Locator($"[data-node={name}]")).ToContainTextAsync("running");
        ILocator group = page.Locator("[data-group=keys]");
        await Expect(group.Locator("[data-member]")).ToHaveCountAsync(3);
        await Expect(group.Locator("[data-member]").First).ToContainTextAsync("rank 0");
        await Expect(page.Locator("table.links td.good")).ToHaveCountAsync(6);
        await Expect(group.Locator(".figures")).ToContainTextAsync(Rate());

        await ClickMessageAsync(page);
        ILocator life = page.Locator(".message-panel");
        foreach (string moment in (string[])["sent", "ordered", "stable"])
            await Expect(life.Locator("table.life")).ToContainTextAsync(moment);
        await Expect(life.GetByRole(AriaRole.Cell, new() { Name = "delivered", Exact = true })).ToHaveCountAsync(3);

        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await LookFurtherAsync(page);
        string before = await group.Locator(".view-chip").InnerTextAsync();
        _cluster.Kill("c");
        await Expect(group.Locator("[data-member]")).ToHaveCountAsync(2);
        await Expect(group.Locator(".view-chip")).Not.ToHaveTextAsync(before);
        await Expect(page.Locator(".fault.gone[data-fault=c]")).ToContainTextAsync("gone");
        await Expect(page.Locator(".log")).ToContainTextAsync("c is gone: it died, or cannot be reached");
        await Expect(page.Locator("[data-node=c]")).ToContainTextAsync("gone");
        // Long after, the event leads back to it.
        await page.Locator("tr[data-kind=leaves] a").ClickAsync();
        await Expect(page.Locator(".fault.gone[data-fault=c]")).ToBeInViewportAsync();

        Assert.Empty(_browser.Complaints);
        Assert.Equal([_cluster.Servers[1].Address.Authority], _browser.Hosts);
    }

    [Fact]
    public async Task A_node_that_is_drained_has_left_and_only_who_comes_from_the_page_can_ask_for_it()
    {
        UpCluster.Server drained = _cluster.Servers[2];
        IPage page = await _browser.OpenAsync(_cluster.Servers[0].Dashboard);
        await Expect(page.Locator("[data-group=keys] [data-member]")).ToHaveCountAsync(3);

        await LookFurtherAsync(page);

        // Another site can have a browser send this, and no more.
        using var client = new HttpClient();
        var action = new Uri(new Uri(drained.Dashboard), "actions/drain");
        using HttpResponseMessage bare = await client.PostAsync(action, new StringContent(""));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, bare.StatusCode);
        foreach (
            (string name, string value) in ((string, string)[])
                [("Origin", "http://elsewhere.example"), ("Sec-Fetch-Site", "cross-site"), ("Host", "rebound.example")]
        )
            await RefusesAsync(client, action, name, value);

        IPage own = await _browser.OpenAsync(drained.Dashboard);
        await own.GetByRole(AriaRole.Button, new() { Name = "Drain…" }).ClickAsync();
        await own.GetByRole(AriaRole.Button, new() { Name = "Drain c", Exact = true }).ClickAsync();

        await Expect(page.Locator("[data-group=keys] [data-member]")).ToHaveCountAsync(2);
        await Expect(page.Locator(".fault.left[data-fault=c]")).ToContainTextAsync("left");
        await Expect(page.Locator(".log")).ToContainTextAsync("c has left");
    }

    [Fact]
    public async Task A_phone_shows_it_without_scrolling_sideways_also_in_the_dark_and_without_motion()
    {
        IPage page = await _browser.OpenAsync(
            _cluster.Servers[0].Dashboard,
            PhoneWidth,
            740,
            ColorScheme.Dark,
            ReducedMotion.Reduce
        );
        await Expect(page.Locator("[data-group=keys] [data-member]")).ToHaveCountAsync(3);
        await ClickMessageAsync(page);
        await Expect(page.Locator(".message-panel")).ToBeVisibleAsync();

        Assert.Equal(PhoneWidth, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        // What is on a dark ground is bright.
        int brightness = await page.EvaluateAsync<int>(
            "Math.round(getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0) / 3)"
        );
        Assert.InRange(brightness, 0, 60);
        Assert.Empty(_browser.Complaints);
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_and_gets_away_from_it()
    {
        IPage page = await _browser.OpenAsync(_cluster.Servers[0].Dashboard);
        await Expect(page.Locator("[data-group=keys] [data-member]")).ToHaveCountAsync(3);
        int all = await page.Locator("a[href], button, select, input, summary, [tabindex='0']").CountAsync();
        var reached = new HashSet<string>();
        for (int presses = 0; presses < all + 5; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(
                await page.EvaluateAsync<string>(
                    """
                    (() => {
                        const at = document.activeElement;
                        return `${at.tagName} ${at.getAttribute("aria-label") ?? at.getAttribute("href") ?? at.getAttribute("placeholder") ?? at.labels?.[0]?.textContent.trim() ?? at.textContent.trim()}`;
                    })()
                    """
                )
            );
        }
        foreach (
            string part in (string[])
                [
                    "A #events",
                    "SELECT Group",
                    "BUTTON Zoom in",
                    "svg Messages of keys",
                    "SUMMARY",
                    "INPUT warnings",
                    "INPUT Filter",
                ]
        )
            Assert.Contains(reached, each => each.StartsWith(part, StringComparison.Ordinal));

        ILocator diagram = page.Locator(".diagram svg");
        await diagram.FocusAsync();
        await Expect(page.Locator("[data-message]").Nth(3)).ToBeAttachedAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        ILocator life = page.Locator(".message-panel");
        await Expect(life).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".message.selected .moment").First).ToBeAttachedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(life).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(diagram).Not.ToBeFocusedAsync();
    }

    private static async Task RefusesAsync(HttpClient client, Uri action, string name, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, action);
        request.Headers.Add("Cohort-Dashboard", "drain");
        request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage answer = await client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
    }

    // So that what happens does not go out of the picture too soon.
    private static async Task LookFurtherAsync(IPage page)
    {
        for (int times = 0; times < 4; times++)
            await page.GetByRole(AriaRole.Button, new() { Name = "Zoom out" }).ClickAsync();
    }

    // Where a message is, the picture itself says; it stands still when it is paused.
    private static async Task ClickMessageAsync(IPage page)
    {
        await Expect(page.Locator("[data-message] .way").Nth(10)).ToBeAttachedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        float[] at = await page.EvaluateAsync<float[]>(
            """
            (() => {
                const frame = document.querySelector(".diagram svg").getBoundingClientRect();
                const whole = [...document.querySelectorAll("[data-message]")].filter(each => each.querySelectorAll(".way").length === 2);
                const dots = whole.flatMap(each => [...each.querySelectorAll(".sent")]).map(dot => dot.getBoundingClientRect());
                const middle = frame.left + frame.width * 0.6;
                const distance = dot => Math.abs(dot.left - middle);
                const chosen = dots.filter(dot => dot.left < frame.right - 20).sort((a, b) => distance(a) - distance(b))[0];
                return [chosen.left + chosen.width / 2, chosen.top + chosen.height / 2];
            })()
            """
        );
        await page.Mouse.ClickAsync(at[0], at[1]);
    }

    [GeneratedRegex(@"delivered\s*[1-9][\d. kM]*/s")]
    private static partial Regex Rate();
}
