using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cohort.Dashboard.Tests;

/// <summary>Takes the pictures of the documentation, when docs/images/make asks for them. Some time has to pass in them.</summary>
public sealed class Pictures
{
    private const int Width = 1280;

    [Fact(Explicit = true)]
    public async Task Are_taken_of_three_servers_one_of_which_is_killed()
    {
        string folder =
            Environment.GetEnvironmentVariable("COHORT_PICTURES")
            ?? throw new InvalidOperationException("Where the pictures go is to stand in COHORT_PICTURES.");
        await using Browser browser = await Browser.StartAsync();
        await using UpCluster cluster = await UpCluster.StartAsync();
        string address = cluster.Servers[0].Dashboard;
        IPage light = await browser.OpenAsync(address, Width, 900);
        IPage dark = await browser.OpenAsync(address, Width, 900, ColorScheme.Dark);
        cluster.Write(TimeSpan.FromMilliseconds(15));
        await light.WaitForTimeoutAsync(45_000);

        IPage close = await browser.OpenAsync(address, Width, 900);
        await TakeMessageAsync(close, Path.Combine(folder, "diagram.png"));

        cluster.Kill("c");
        foreach (IPage page in (IPage[])[light, dark])
            await Expect(page.Locator(".fault.gone[data-fault=c]")).ToContainTextAsync("gone");
        await light.WaitForTimeoutAsync(2_600);
        foreach (IPage page in (IPage[])[light, dark])
            await GoBackToDeathAsync(page);
        await light.ScreenshotAsync(new() { Path = Path.Combine(folder, "dashboard.png"), FullPage = true });
        await dark.ScreenshotAsync(new() { Path = Path.Combine(folder, "dashboard-dark.png"), FullPage = true });
    }

    // The event leads to where it is in the diagram.
    private static async Task GoBackToDeathAsync(IPage page)
    {
        await page.Locator("tr[data-kind=leaves] a").First.ClickAsync();
        await Expect(page.Locator(".fault.gone")).ToBeInViewportAsync();
        // The picture, and not what shows where the keyboard is.
        await page.EvaluateAsync("document.activeElement.blur()");
    }

    private static async Task TakeMessageAsync(IPage page, string path)
    {
        await page.WaitForTimeoutAsync(6_000);
        await page.Locator(".diagram svg").FocusAsync();
        for (int back = 0; back < 24; back++)
            await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".message.selected .moment").First).ToBeAttachedAsync();
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Locator("#diagram").ScreenshotAsync(new() { Path = path });
    }
}
