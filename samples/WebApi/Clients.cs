namespace Cohort.Samples.WebApi;

/// <summary>Customers who order over HTTP from whichever process answers: one that does not is left, and the next one is asked for the same order.</summary>
internal sealed class Clients(SampleMember me, string[] servers) : IDisposable
{
    private const int Customers = 8;
    private const int OrdersOfEach = 150;
    private const string Killed = "a";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public Task OrderAsync() => Task.WhenAll(Enumerable.Range(1, Customers).Select(OrderAsync));

    public void Dispose() => _http.Dispose();

    private async Task OrderAsync(int customer)
    {
        int server = customer;
        for (int number = 1; number <= OrdersOfEach; number++)
        {
            string order = $"{me.Name}-{customer}-{number}";
            string? answer;
            while ((answer = await AskAsync(servers[server % servers.Length], order)) is null)
            {
                me.Note($"asked again for {order}");
                server++;
            }
            // From here on it must never be lost.
            me.Note($"told {order} {answer}");
            if (me.Name == Killed && (customer, number) == (1, OrdersOfEach / 3))
                await me.DieAsync($"{Customers} customers at each of three processes are ordering");
        }
    }

    private async Task<string?> AskAsync(string server, string order)
    {
        try
        {
            using HttpResponseMessage response = await _http.PostAsync($"{server}/orders/{order}", null);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // Nobody can tell whether it has taken the order.
            return null;
        }
    }
}
