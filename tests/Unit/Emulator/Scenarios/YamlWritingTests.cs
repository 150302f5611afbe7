using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios;

public sealed class YamlWritingTests
{
    private const string Alphabet = "ab1 \n\t:#-'\"{}[],&*?|>%@`!~\\éz\u2028\u0007=0xe.\r";

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var random = new Random(11);
        for (var round = 0; round < 2_000; round++)
        {
            var document = new JsonObject { ["a"] = Draw(random, 0), [Text(random) + "k"] = Draw(random, 1) };

            var read = YamlText.ToJson(YamlText.Read(YamlWriting.Write(document), "text")[0], "text");

            read!.ToJsonString().Should().Be(document.ToJsonString());
        }
    }

    [Fact]
    public void Texts_stay_as_readable_as_they_can() => YamlWriting.Write(new JsonObject
    {
        ["name"] = "app/db",
        ["number"] = "012",
        ["yes"] = "yes",
        ["policy"] = """{"a":"b"}""",
        ["lines"] = "one\ntwo\n",
        ["list"] = new JsonArray(new JsonObject { ["a"] = 1, ["b"] = new JsonArray() }, "x"),
    }).ReplaceLineEndings("\n").Should().Be("""
        name: app/db
        number: "012"
        "yes": "yes"
        policy: '{"a":"b"}'
        lines: |+
          one
          two
        list:
          - a: 1
            b: []
          - x

        """.ReplaceLineEndings("\n"));

    private static JsonNode? Draw(Random random, int depth) => random.Next(depth > 3 ? 4 : 6) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-1000, 1000),
        3 => Text(random),
        4 => new JsonArray(Enumerable.Range(0, random.Next(4)).Select(_ => Draw(random, depth + 1)).ToArray()),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4))
            .Select(i => KeyValuePair.Create($"{Text(random)}{i}", Draw(random, depth + 1)))),
    };

    private static string Text(Random random) =>
        new(Enumerable.Range(0, random.Next(12)).Select(_ => Alphabet[random.Next(Alphabet.Length)]).ToArray());
}
