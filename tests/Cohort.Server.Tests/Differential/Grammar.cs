using System.Globalization;

namespace Cohort.Server.Tests.Differential;

/// <summary>
/// Commands by their syntax, from which calls are drawn: "3 ZADD {zset} [NX|XX] [CH] ({score} {member})+" is three
/// times as likely as one without a number in front; {…} is a word of the vocabulary, […] may be left out, (…)+ comes
/// several times, and of what stands between bars one is taken.
/// </summary>
internal sealed class Grammar
{
    private const int MostRepeated = 3;

    private static readonly string[] s_delicate = ["{lex", "{lasting", "{future", "{moment"];

    private readonly string _text;
    private readonly Node _root;
    private int _at;

    private abstract record Node;

    private sealed record Word(string Text) : Node;

    private sealed record Drawn(string Name) : Node;

    private sealed record Sequence(IReadOnlyList<Node> Parts) : Node;

    private sealed record Choice(IReadOnlyList<Node> Options, bool IsOptional, bool IsRepeated) : Node;

    private Grammar(string text)
    {
        _text = text;
        string first = text.Split(' ')[0];
        bool isWeighted = int.TryParse(first, CultureInfo.InvariantCulture, out int weight);
        Weight = isWeighted ? weight : 1;
        _at = isWeighted ? first.Length : 0;
        _root = ReadSequence();
        if (_at < text.Length)
            throw new FormatException($"'{text}' cannot be read from {_at} on");
    }

    /// <summary>How likely it is.</summary>
    public int Weight { get; }

    /// <summary>The command's name.</summary>
    public string Name => ((_root as Sequence)?.Parts[0] as Word)?.Text ?? throw new FormatException(_text);

    /// <summary>Whether another word in the place of one could make a call to which no reply is the right one:
    /// members in the order of their bytes have the same score, and nothing expires in between.</summary>
    public bool IsDelicate => s_delicate.Any(word => _text.Contains(word, StringComparison.Ordinal));

    /// <summary>Reads some, one in each line.</summary>
    public static IReadOnlyList<Grammar> Read(string lines) =>
        [
            .. lines
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(line => new Grammar(line)),
        ];

    /// <summary>Draws a call.</summary>
    public string[] Draw(Vocabulary vocabulary)
    {
        var words = new List<string>();
        Draw(_root, vocabulary, words);
        return [.. words];
    }

    private static void Draw(Node node, Vocabulary vocabulary, List<string> words)
    {
        switch (node)
        {
            case Word word:
                words.Add(word.Text);
                break;
            case Drawn drawn:
                words.AddRange(vocabulary.Draw(drawn.Name));
                break;
            case Sequence sequence:
                foreach (Node part in sequence.Parts)
                    Draw(part, vocabulary, words);
                break;
            case Choice choice:
                int times =
                    choice.IsOptional ? vocabulary.Random.Next(2)
                    : choice.IsRepeated ? 1 + vocabulary.Random.Next(MostRepeated)
                    : 1;
                for (; times > 0; times--)
                    Draw(choice.Options[vocabulary.Random.Next(choice.Options.Count)], vocabulary, words);
                break;
        }
    }

    private Sequence ReadSequence()
    {
        var parts = new List<Node>();
        while (true)
        {
            while (_at < _text.Length && _text[_at] == ' ')
                _at++;
            if (_at == _text.Length || _text[_at] is '|' or ']' or ')')
                return new Sequence(parts);
            parts.Add(
                _text[_at] switch
                {
                    '[' => ReadChoice(']'),
                    '(' => ReadChoice(')'),
                    '{' => new Drawn(ReadTo('}')),
                    _ => new Word(ReadWord()),
                }
            );
        }
    }

    private Choice ReadChoice(char end)
    {
        var options = new List<Node>();
        do
        {
            _at++;
            options.Add(ReadSequence());
        } while (_text[_at] == '|');
        if (_text[_at++] != end)
            throw new FormatException($"'{_text}' needs a '{end}' before {_at}");
        bool isRepeated = _at < _text.Length && _text[_at] == '+';
        _at += isRepeated ? 1 : 0;
        return new Choice(options, end == ']', isRepeated);
    }

    private string ReadTo(char end)
    {
        int begin = _at + 1;
        _at = _text.IndexOf(end, begin) + 1;
        return _text[begin..(_at - 1)];
    }

    private string ReadWord()
    {
        int begin = _at;
        while (_at < _text.Length && !" |])".Contains(_text[_at], StringComparison.Ordinal))
            _at++;
        return _text[begin.._at];
    }
}
