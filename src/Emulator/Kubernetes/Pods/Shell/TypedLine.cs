using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>The line somebody types at a terminal: what the keys do, and what is seen of them.</summary>
internal sealed class TypedLine(Action<string> write)
{
    private const int CharsMax = 4096;
    private const int LinesMax = 100;

    private readonly StringBuilder text = new();
    private readonly List<string> before = [];
    private string prompt = "";
    private string escape = "";
    private int recalled;
    private char last;

    public bool IsEmpty => text.Length == 0;

    public void Begin(string newPrompt)
    {
        prompt = newPrompt;
        write(prompt);
    }

    /// <summary>Takes a key; the line when it ends it, with ^C at its end when it gives it up.</summary>
    public string? Take(char key)
    {
        var isSecondOfTwo = key == '\n' && last == '\r';
        last = key;
        if (isSecondOfTwo || Escaped(key))
        {
            return null;
        }

        switch (key)
        {
            case '\r' or '\n':
                write("\r\n");
                return Whole();
            case '\u0003':
                write("^C\r\n");
                text.Append(key);
                return Whole();
            case '\b' or '\u007f':
                Erase(Math.Min(1, text.Length));
                return null;
            case '\u0015':
                Erase(text.Length);
                return null;
            case '\u0017':
                var words = text.ToString().TrimEnd(' ');
                Erase(text.Length - (words.LastIndexOf(' ') + 1));
                return null;
            case '\f':
                write($"\u001b[H\u001b[J{prompt}{text}");
                return null;
            case '\u001b':
                escape = "\u001b";
                return null;
            default:
                Append(key);
                return null;
        }
    }

    private void Append(char key)
    {
        if (!char.IsControl(key) && text.Length < CharsMax)
        {
            text.Append(key);
            write(key.ToString());
        }
    }

    // ESC [ … letter, or ESC O letter: A is up, B is down.
    private bool Escaped(char key)
    {
        if (escape.Length == 0)
        {
            return false;
        }

        escape += key;
        if (escape.Length > 2 && (char.IsAsciiLetter(key) || key == '~' || escape.Length > 8))
        {
            Recall(key switch { 'A' => -1, 'B' => 1, _ => 0 });
            escape = "";
        }
        else if (escape.Length == 2 && key is not ('[' or 'O'))
        {
            escape = "";
        }

        return true;
    }

    private void Recall(int step)
    {
        var wanted = recalled + step;
        if (step == 0 || wanted < 0 || wanted > before.Count)
        {
            return;
        }

        recalled = wanted;
        Erase(text.Length);
        text.Append(wanted == before.Count ? "" : before[wanted]);
        write(text.ToString());
    }

    private void Erase(int count)
    {
        text.Length -= count;
        write(string.Concat(Enumerable.Repeat("\b \b", count)));
    }

    private string Whole()
    {
        var whole = text.ToString();
        text.Clear();
        if (whole.Trim('\u0003', ' ').Length > 0 && !whole.EndsWith('\u0003'))
        {
            before.Add(whole);
            before.RemoveRange(0, Math.Max(0, before.Count - LinesMax));
        }

        recalled = before.Count;
        return whole;
    }
}
