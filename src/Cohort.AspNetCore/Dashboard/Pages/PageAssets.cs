using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Cohort.AspNetCore.Dashboard.Pages;

/// <summary>The files of the page, which are in this assembly: it needs nothing from any other host, and a browser lets it ask none.</summary>
internal sealed class PageAssets
{
    private const string Folder = "dashboard/";
    private const string Index = "index.html";

    private const string Policy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

    private readonly Dictionary<string, (byte[] Bytes, EntityTagHeaderValue Tag)> _files = new(StringComparer.Ordinal);

    public PageAssets()
    {
        System.Reflection.Assembly assembly = typeof(PageAssets).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Folder, StringComparison.Ordinal))
                continue;
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            string hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
            _files[resource[Folder.Length..]] = (bytes, new EntityTagHeaderValue($"\"{hash}\""));
        }
    }

    /// <summary>What they are called.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>The page itself. Its files are beside it, so that its address ends with a slash.</summary>
    public Task AnswerIndexAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (path.EndsWith('/'))
            return AnswerAsync(context, Index);
        context.Response.Redirect($"{path[(path.LastIndexOf('/') + 1)..]}/");
        return Task.CompletedTask;
    }

    /// <summary>One of them.</summary>
    public Task AnswerAsync(HttpContext context, string name)
    {
        (byte[] bytes, EntityTagHeaderValue tag) = _files[name];
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Another version of the application has other files.
        headers.CacheControl = "no-cache";
        return Results.Bytes(bytes, TypeOf(name), entityTag: tag).ExecuteAsync(context);
    }

    private static string TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
}
