using System.Globalization;
using System.Security;
using System.Text;

namespace Cohort.Simulation.Diagrams;

/// <summary>Writes SVG, element by element. Numbers have one decimal: finer ones only make the file longer.</summary>
internal sealed class SvgText
{
    private readonly StringBuilder _text = new();

    public void Open(string element, params (string Name, object Value)[] attributes) =>
        Begin(element, attributes).Append(">\n");

    public void Close(string element) => _text.Append("</").Append(element).Append(">\n");

    public void Empty(string element, params (string Name, object Value)[] attributes) =>
        Begin(element, attributes).Append("/>\n");

    /// <summary>An element that shows a text where a mouse rests on it.</summary>
    public void Titled(string title, string element, params (string Name, object Value)[] attributes) =>
        Begin(element, attributes)
            .Append("><title>")
            .Append(SecurityElement.Escape(title))
            .Append("</title></")
            .Append(element)
            .Append(">\n");

    public void Text(double x, double y, string text, params (string Name, object Value)[] attributes) =>
        Begin("text", [("x", x), ("y", y), .. attributes])
            .Append('>')
            .Append(SecurityElement.Escape(text))
            .Append("</text>\n");

    public void Raw(string svg) => _text.Append(svg).Append('\n');

    public override string ToString() => _text.ToString();

    public static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    private StringBuilder Begin(string element, (string Name, object Value)[] attributes)
    {
        _text.Append('<').Append(element);
        foreach ((string name, object value) in attributes)
            _text.Append(' ').Append(name).Append("=\"").Append(Show(value)).Append('"');
        return _text;
    }

    private static string Show(object value) =>
        value switch
        {
            double number => Number(number),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => SecurityElement.Escape(value.ToString()) ?? "",
        };
}
