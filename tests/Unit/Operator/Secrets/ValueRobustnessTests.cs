using System.Globalization;
using System.Text;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;
using Eso.Operator.Secrets.Schedules;
using Xunit;

namespace Eso.Unit.Operator.Secrets;

/// <summary>Whatever users write: the value functions answer or refuse, and neither crash nor hang.</summary>
public sealed class ValueRobustnessTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "(", ")", "\"", "\\", ".", "|", ",", ":", "#", "@", "!", "*", "?", "~", "=", "<", ">", "%",
        "a", "b", "0", "1", "-1", "9999999999", "1e400", "-", "+", "null", "true", "tru", "nan", "inf", " ", "\n", "\0",
        "\"a\"", "\"b\":", "\\u00e9", "\\ud83d", "\\u12", "é", "😀", "@this", "@reverse", "@keys", "@values", "@flatten:{\"deep\":true}",
        "@join", "@dig:a", "@group", "@pretty", "@pretty:{\"sortKeys\":true,\"width\":3}", "@ugly", "@tostr", "@fromstr", "@valid",
        "#(a=1)", "#(a>\"x\")#", "..", "..#", "!true", "!\"x\"", "{a,b}", "[a,b]", ":0", "~true",
    ];

    [Fact]
    public void Paths_never_fail()
    {
        var random = new Random(42);
        for (var i = 0; i < 20_000; i++)
        {
            var (json, path) = (Draw(random, 12), Draw(random, 6));
            var found = Gjson.Get(json, path);
            _ = found.Text.Length + found.Raw.Length;
            _ = SecretProperty.Get(Encoding.UTF8.GetBytes(json), path);
            _ = Sjson.Set(json, path, "v");
            _ = GjsonValid.IsValid(json);
            if (GoJsonCheck.Error(json) is null && !json.Contains("1e400", StringComparison.Ordinal))
            {
                GoJsonValue.Read(Encoding.UTF8.GetBytes(json));
            }
        }
    }

    [Fact]
    public void What_gjson_holds_valid_Go_holds_valid()
    {
        var random = new Random(43);
        for (var i = 0; i < 20_000; i++)
        {
            var json = Draw(random, 8);
            Assert.Equal(GjsonValid.IsValid(ByteText.FromText(json)), GoJsonCheck.Error(ByteText.FromText(json)) is null);
        }
    }

    [Theory]
    [InlineData("[", "]", "0")]
    [InlineData("{\"a\":", "}", "a")]
    public void Depth_costs_neither_the_process_nor_the_value(string open, string close, string step)
    {
        const int Depth = 12_000;
        var json = string.Concat(Enumerable.Repeat(open, Depth)) + "1" + string.Concat(Enumerable.Repeat(close, Depth));
        var path = string.Join('.', Enumerable.Repeat(step, Depth));

        Assert.True(Gjson.Valid(Encoding.UTF8.GetBytes(json)));
        Assert.True(Gjson.Get(json, step).Exists);
        _ = Gjson.Get(json, path);
        _ = Gjson.Get(json, "@ugly");
        _ = Gjson.Get("1", string.Join('|', Enumerable.Repeat("@this", Depth)));
        _ = Gjson.Get(json, "@flatten:{\"deep\":true}");
        _ = Gjson.Get(json, "@pretty");
        _ = Sjson.Set("{}", path[..2000], "v");
    }

    [Theory]
    [InlineData("CRON_TZ=America/Sao_Paulo 0 0 * * *", "2018-11-03T12:00:00Z")]
    [InlineData("CRON_TZ=America/Sao_Paulo 30 0 4 11 *", "2018-11-03T12:00:00Z")]
    [InlineData("CRON_TZ=Europe/Berlin 30 2 * * *", "2024-03-30T12:00:00Z")]
    [InlineData("CRON_TZ=Europe/Berlin 30 2 * * *", "2024-10-26T12:00:00Z")]
    [InlineData("CRON_TZ=Asia/Beirut 0 0 * * *", "2024-03-30T12:00:00Z")]
    [InlineData("0 0 31 2 *", "2024-03-30T12:00:00Z")]
    [InlineData("* * * * *", "9998-12-30T12:00:00Z")]
    public void Schedules_move_on_where_clocks_are_put(string spec, string from)
    {
        var at = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture);
        for (var i = 0; i < 5 && CronSchedule.Parse(spec).Next(at) is { } next; i++)
        {
            Assert.True(next > at);
            at = next;
        }
    }

    private static string Draw(Random random, int most)
    {
        var text = new StringBuilder();
        for (var n = random.Next(most + 1); n > 0; n--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        return text.ToString();
    }
}
