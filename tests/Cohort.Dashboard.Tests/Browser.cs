using Microsoft.Playwright;

namespace Cohort.Dashboard.Tests;

/// <summary>Debian's Chromium, and what its pages have asked for and complained of.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Path = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>What was written to the console as an error, and what was thrown.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>The hosts that were asked for something.</summary>
    public HashSet<string> Hosts { get; } = [];

    public static async Task<Browser> StartAsync()
    {
        Assert.True(
            File.Exists(Path),
            $"There is no {Path}, which this test looks at the dashboard with: apt-get install chromium"
        );
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = ["--no-sandbox", "--disable-dev-shm-usage"] }
        );
        return new Browser(playwright, browser);
    }

    public async Task<IPage> OpenAsync(
        string address,
        int width = 1280,
        int height = 900,
        ColorScheme scheme = ColorScheme.Light,
        ReducedMotion motion = ReducedMotion.NoPreference
    )
    {
        IBrowserContext context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = motion,
            }
        );
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) => Hosts.Add(new Uri(request.Url).Authority);
        await page.GotoAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
