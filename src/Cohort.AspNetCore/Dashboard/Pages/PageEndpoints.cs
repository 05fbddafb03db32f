using System.Text.Json;
using Cohort.AspNetCore.Dashboard.Reports;
using Cohort.AspNetCore.Dashboard.Telling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Cohort.AspNetCore.Dashboard.Pages;

/// <summary>The page, what it hears as it happens, and the same once.</summary>
internal static class PageEndpoints
{
    private const int LongestGroup = 100;

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder routes, DashboardHost host)
    {
        var assets = new PageAssets();
        routes.MapGet("/", context => assets.AnswerIndexAsync(context));
        foreach (string name in assets.Names)
            routes.MapGet($"/{name}", context => assets.AnswerAsync(context, name));
        routes.MapGet("/stream", context => StreamAsync(context, host));
        routes.MapGet("/snapshot", context => SnapshotAsync(context, host));
    }

    private static Task SnapshotAsync(HttpContext context, DashboardHost host)
    {
        if (host.Board is not { } board)
            return RefuseAsync(context, "The node has not started yet.");
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return JsonSerializer.SerializeAsync(
            context.Response.Body,
            board.Greet(host.Options!.AllowActions),
            ReportJson.Default.PageGreeting,
            context.RequestAborted
        );
    }

    private static async Task StreamAsync(HttpContext context, DashboardHost host)
    {
        if (host.Board is not { } board)
        {
            await RefuseAsync(context, "The node has not started yet.").ConfigureAwait(false);
            return;
        }
        string group = context.Request.Query["group"].ToString();
        if (group.Length > LongestGroup)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context
                .Response.WriteAsync($"The name of a group has at most {LongestGroup} characters.")
                .ConfigureAwait(false);
            return;
        }
        var page = new Page(group);
        int most = host.Options!.MaxPages;
        if (!board.TryOpen(page, most))
        {
            await RefuseAsync(
                    context,
                    $"{most} pages are open at this node already. Close one, or open another node's."
                )
                .ConfigureAwait(false);
            return;
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.Stopping);
        try
        {
            await WriteAsync(context, board, page, host.Options.AllowActions, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The page was closed, or the application goes.
        }
        finally
        {
            board.Close(page);
        }
    }

    private static async Task WriteAsync(
        HttpContext context,
        Board board,
        Page page,
        bool allowsActions,
        CancellationToken ending
    )
    {
        HttpResponse response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        byte[] greeting = JsonSerializer.SerializeToUtf8Bytes(
            board.Greet(allowsActions),
            ReportJson.Default.PageGreeting
        );
        await WriteAsync(response, "greeting"u8.ToArray(), greeting, ending).ConfigureAwait(false);
        do
        {
            if (page.TakeLost() is > 0 and long lost)
                await WriteAsync(
                        response,
                        "loss"u8.ToArray(),
                        JsonSerializer.SerializeToUtf8Bytes(new PageLoss(lost), ReportJson.Default.PageLoss),
                        ending
                    )
                    .ConfigureAwait(false);
            while (page.Take() is { } news)
                await WriteAsync(response, "news"u8.ToArray(), news, ending).ConfigureAwait(false);
            await response.Body.FlushAsync(ending).ConfigureAwait(false);
        } while (await page.WaitAsync(ending).ConfigureAwait(false));
    }

    // JSON that was written by this program has no line breaks.
    private static async ValueTask WriteAsync(HttpResponse response, byte[] kind, byte[] json, CancellationToken ending)
    {
        byte[] text = [.. "event: "u8, .. kind, .. "\ndata: "u8, .. json, .. "\n\n"u8];
        await response.Body.WriteAsync(text, ending).ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "5";
        return context.Response.WriteAsync(why);
    }
}
