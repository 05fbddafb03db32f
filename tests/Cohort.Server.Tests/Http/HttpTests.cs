using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cohort.Server.Tests.Serving;
using Cohort.Tests;

namespace Cohort.Server.Tests.Http;

public sealed class HttpTests : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private ServedCluster? _cluster;

    [Fact]
    public async Task A_key_has_what_was_put_and_a_version_that_guards_it()
    {
        await StartAsync();
        using HttpResponseMessage put = await _client.PutAsync("v1/keys/a/b", new StringContent("hello")).Soon();
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        using HttpResponseMessage got = await _client.GetAsync("v1/keys/a/b").Soon();
        JsonNode document = (await got.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal("hello", (string?)document["value"]);
        string version = got.Headers.ETag!.Tag;

        Assert.Equal(HttpStatusCode.NoContent, await PutAsync("v1/keys/a/b", "second", "If-Match", version));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync("v1/keys/a/b", "third", "If-Match", version));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync("v1/keys/a/b", "third", "If-None-Match", "*"));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync("v1/keys/new", "first", "If-None-Match", "*"));
        Assert.Equal("second", await BytesAsync("v1/keys/a/b"));
        Assert.Equal(
            HttpStatusCode.NoContent,
            await PutAsync("v1/keys/form", "a=b", "X-None", "", "application/x-www-form-urlencoded")
        );
        Assert.Equal("a=b", await BytesAsync("v1/keys/form"));

        using HttpResponseMessage deleted = await _client.DeleteAsync("v1/keys/a/b").Soon();
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using HttpResponseMessage gone = await _client.GetAsync("v1/keys/a/b").Soon();
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Commands_are_answered_in_JSON()
    {
        await StartAsync();
        Assert.Equal("\"OK\"", await CommandAsync("""["SET", "a", 1]"""));
        Assert.Equal("[2,1]", await CommandAsync("""[["RPUSH", "l", "y", "x"], ["HSET", "h", "f", 1]]"""));
        Assert.Equal(
            """[2,["x","y"],{"f":"1"}]""",
            await CommandAsync("""[["INCR", "a"], ["SORT", "l", "ALPHA"], ["HGETALL", "h"]]""")
        );
        Assert.Contains("WRONGTYPE", await CommandAsync("""["LPUSH", "a", 1]"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a": 1}""")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("""["NOSUCH"]""")]
    [InlineData("""["GET"]""")]
    [InlineData("""["COHORT.LEASE.SHOW", "a"]""")]
    [InlineData("""["GET", {"x": 1}]""")]
    public async Task What_is_no_command_is_a_bad_request(string body)
    {
        await StartAsync();
        using HttpResponseMessage answer = await PostAsync("v1/commands", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull((string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]);
    }

    [Fact]
    public async Task A_lock_is_one_owners_until_it_gives_it_back_and_numbers_rise()
    {
        await StartAsync();
        JsonNode first = await JsonAsync("v1/locks/x", """{"owner": "one", "ttl": 60}""");
        using HttpResponseMessage refused = await PostAsync("v1/locks/x", """{"owner": "two"}""");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Task<JsonNode> waiting = JsonAsync("v1/locks/x", """{"owner": "two", "wait": 60}""");
        await _cluster!.UntilWaitingAsync(1);
        using HttpResponseMessage notHis = await _client.DeleteAsync("v1/locks/x?owner=two").Soon();
        Assert.Equal(HttpStatusCode.Conflict, notHis.StatusCode);
        using HttpResponseMessage released = await _client.DeleteAsync("v1/locks/x?owner=one").Soon();
        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        Assert.True((ulong)(await waiting)["fence"]! > (ulong)first["fence"]!);
    }

    [Fact]
    public async Task A_lock_whose_time_is_over_goes_to_who_waits()
    {
        await StartAsync();
        await JsonAsync("v1/locks/x", """{"owner": "one", "ttl": 0.1}""");
        JsonNode second = await JsonAsync("v1/locks/x", """{"owner": "two", "wait": 60}""");
        Assert.Equal("two", (string?)second["owner"]);
    }

    [Fact]
    public async Task Who_watches_sees_what_is_there_and_then_every_change()
    {
        await StartAsync();
        await PutAsync("v1/keys/p1", "0", "X-None", "");
        await PutAsync("v1/keys/q1", "0", "X-None", "");
        using var reader = new StreamReader(await _client.GetStreamAsync("v1/watch?prefix=p").Soon());
        Assert.Equal("key p1=0", await EventAsync(reader));
        Assert.Equal("current", await EventAsync(reader));
        await CommandAsync("""["INCR", "p1"]""");
        await CommandAsync("""["INCR", "q1"]""");
        await CommandAsync("""["RPUSH", "p2", "x"]""");
        await CommandAsync("""["DEL", "p1", "p2"]""");
        Assert.Equal("changed p1=1", await EventAsync(reader));
        Assert.Equal("changed p2:list", await EventAsync(reader));
        Assert.Equal("changed p1:", await EventAsync(reader));
        Assert.Equal("changed p2:", await EventAsync(reader));
    }

    [Fact]
    public async Task The_password_is_needed_but_for_health()
    {
        await StartAsync(password: "secret");
        using HttpResponseMessage refused = await _client.GetAsync("v1/status").Soon();
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using HttpResponseMessage live = await _client.GetAsync("health/live").Soon();
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using HttpResponseMessage served = await _client.GetAsync("v1/status").Soon();
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        string basic = Convert.ToBase64String("anybody:secret"u8);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", basic);
        using HttpResponseMessage servedAgain = await _client.GetAsync("v1/status").Soon();
        Assert.Equal(HttpStatusCode.OK, servedAgain.StatusCode);
    }

    [Fact]
    public async Task All_of_it_is_described()
    {
        await StartAsync();
        JsonNode description = (await _client.GetFromJsonAsync<JsonNode>("openapi.json").Soon())!;
        JsonObject paths = description["paths"]!.AsObject();
        foreach (string path in (string[])["/v1/keys", "/v1/commands", "/v1/locks/{name}", "/v1/watch", "/v1/status"])
            Assert.Contains(paths, each => each.Key.StartsWith(path, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private async Task StartAsync(string? password = null)
    {
        _cluster = await ServedCluster.StartAsync(
            1,
            options => options with { HttpPort = 0, RespPort = null, Password = password }
        );
        _client.BaseAddress = new Uri($"http://127.0.0.1:{_cluster.Ports[0]}/");
    }

    private async Task<HttpStatusCode> PutAsync(
        string path,
        string value,
        string header,
        string content,
        string type = "text/plain"
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = new StringContent(value, Encoding.UTF8, type),
        };
        request.Headers.TryAddWithoutValidation(header, content);
        using HttpResponseMessage answer = await _client.SendAsync(request).Soon();
        return answer.StatusCode;
    }

    private async Task<string> BytesAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("application/octet-stream");
        using HttpResponseMessage answer = await _client.SendAsync(request).Soon();
        return await answer.Content.ReadAsStringAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json")).Soon();

    private async Task<JsonNode> JsonAsync(string path, string body)
    {
        using HttpResponseMessage answer = await PostAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<string> CommandAsync(string body)
    {
        using HttpResponseMessage answer = await PostAsync("v1/commands", body);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string> EventAsync(StreamReader reader)
    {
        string kind = "";
        while (await reader.ReadLineAsync().Soon() is { } line)
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                kind = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return kind == "current" ? kind : $"{kind} {Describe(JsonNode.Parse(line["data: ".Length..])!)}";
        throw new EndOfStreamException("the events have ended");
    }

    private static string Describe(JsonNode change) =>
        change["value"] is { } value ? $"{change["key"]}={value}" : $"{change["key"]}:{change["type"]}";
}
