using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cohort.Cli.Asking;

/// <summary>Asks a server over HTTP.</summary>
internal sealed class ServerClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string? _password;
    private readonly TimeSpan _timeout;

    /// <param name="url">Where it serves.</param>
    /// <param name="password">What it wants to hear; null: nothing.</param>
    /// <param name="timeout">How long to wait for an answer.</param>
    public ServerClient(Uri url, string? password, TimeSpan timeout)
    {
        (_password, _timeout) = (password, timeout);
        _http = new HttpClient
        {
            BaseAddress = new Uri(url.ToString().TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (password is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", password);
    }

    /// <summary>Another server of the same cluster.</summary>
    public ServerClient Other(Uri url) => new(url, _password, _timeout);

    /// <summary>Gets JSON.</summary>
    /// <exception cref="ServerException">It cannot be reached, or has refused.</exception>
    public Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, path), _timeout, cancellationToken);

    /// <summary>Has a command executed.</summary>
    /// <exception cref="ServerException">It cannot be reached, or has refused, or the reply is an error.</exception>
    public async Task<JsonNode?> CommandAsync(CancellationToken cancellationToken, params string[] words)
    {
        JsonNode? reply = await PostAsync(
            "v1/commands",
            JsonSerializer.SerializeToNode(words)!,
            _timeout,
            cancellationToken
        );
        return reply is JsonObject { Count: 1 } failed && failed["error"] is { } error
            ? throw new ServerException((string)error!)
            : reply;
    }

    /// <summary>Sends JSON and gets JSON.</summary>
    /// <exception cref="ServerException">It cannot be reached, or has refused.</exception>
    public Task<JsonNode?> PostAsync(
        string path,
        JsonNode body,
        TimeSpan longer,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) },
            longer < _timeout ? _timeout : longer,
            cancellationToken
        );

    /// <summary>Sends a request, and gets JSON where there is some.</summary>
    /// <exception cref="ServerException">It cannot be reached, or has refused.</exception>
    public async Task<JsonNode?> AskAsync(
        HttpRequestMessage request,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using HttpRequestMessage sent = request;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(sent, limited.Token);
            string text = await answer.Content.ReadAsStringAsync(limited.Token);
            if (!answer.IsSuccessStatusCode)
                throw new ServerException(ReasonIn(text, answer.StatusCode), answer.StatusCode);
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (HttpRequestException e)
        {
            throw new ServerException($"no server answers at {_http.BaseAddress}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerException(
                $"the server at {_http.BaseAddress} has not answered within {timeout.TotalSeconds:0.#} s"
            );
        }
        catch (JsonException e)
        {
            throw new ServerException($"what answers at {_http.BaseAddress} is no server of Cohort: {e.Message}");
        }
    }

    /// <summary>Opens a stream of events.</summary>
    /// <exception cref="ServerException">It cannot be reached, or has refused.</exception>
    public async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage answer = await _http.GetAsync(
                path,
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken
            );
            if (!answer.IsSuccessStatusCode)
                throw new ServerException(
                    ReasonIn(await answer.Content.ReadAsStringAsync(cancellationToken), answer.StatusCode),
                    answer.StatusCode
                );
            return await answer.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ServerException($"no server answers at {_http.BaseAddress}: {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string ReasonIn(string text, HttpStatusCode status)
    {
        try
        {
            return (string?)JsonNode.Parse(text)?["detail"] ?? $"it has answered {(int)status} {status}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"it has answered {(int)status} {status}";
        }
    }
}

/// <summary>A server could not be asked, or has refused; the message says why.</summary>
internal sealed class ServerException(string message, HttpStatusCode? status = null) : Exception(message)
{
    /// <summary>With which status it has refused.</summary>
    public HttpStatusCode? Status => status;
}
