namespace Cohort.Server.Tests.Differential;

/// <summary>Calls of commands, drawn at random: most make sense, some have something wrong.</summary>
internal sealed class Calls
{
    private const int OneWrongOf = 25;
    private const int OneRareOf = 500;

    private static readonly IReadOnlyList<Grammar> s_usual = Weighted(Syntax.Usual);
    private static readonly IReadOnlyList<Grammar> s_rare = Weighted(Syntax.Rare);

    private readonly Random _random;
    private readonly Vocabulary _vocabulary;

    public Calls(int seed)
    {
        _random = new Random(seed);
        _vocabulary = new Vocabulary(_random);
    }

    /// <summary>The next one.</summary>
    public string[] Next()
    {
        IReadOnlyList<Grammar> grammars = _random.Next(OneRareOf) == 0 ? s_rare : s_usual;
        Grammar grammar = grammars[_random.Next(grammars.Count)];
        List<string> call = [.. grammar.Draw(_vocabulary)];
        if (_random.Next(OneWrongOf) == 0)
            Spoil(call, grammar.IsDelicate);
        if (_random.Next(OneWrongOf) == 0)
            call[0] = call[0].ToLowerInvariant();
        return [.. call];
    }

    private static IReadOnlyList<Grammar> Weighted(IEnumerable<Grammar> grammars) =>
        [.. grammars.SelectMany(grammar => Enumerable.Repeat(grammar, grammar.Weight))];

    private void Spoil(List<string> call, bool isOnlyCut)
    {
        int place = _random.Next(1, call.Count + 1);
        switch (_random.Next(isOnlyCut ? 1 : 4))
        {
            case 0:
                call.RemoveRange(place, call.Count - place);
                break;
            case 1 when place < call.Count:
                call.RemoveAt(place);
                break;
            case 2 when place < call.Count:
                call[place] = _vocabulary.Strange();
                break;
            default:
                call.Insert(place, _vocabulary.Strange());
                break;
        }
    }
}
