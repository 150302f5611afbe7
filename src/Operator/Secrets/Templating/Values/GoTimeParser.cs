using System.Globalization;
using System.Text;
using Part = Eso.Operator.Secrets.Templating.Values.GoTimeLayout.Part;

namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>time.Parse with its errors.</summary>
internal sealed class GoTimeParser
{
    private readonly string _layout;
    private readonly string _value;
    private string _rest;
    private long _year;
    private int _month = -1;
    private int _day = -1;
    private int _yearDay = -1;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanosecond;
    private bool _pm;
    private bool _am;
    private int? _offset;
    private string _zone = "";
    private bool _utc;

    private GoTimeParser(string layout, string value) => (_layout, _value, _rest) = (layout, value, value);

    /// <exception cref="GoErrorException">time.ParseError's text.</exception>
    internal static GoTime Parse(string layout, string value) => new GoTimeParser(layout, value).Run();

    // Not strconv's: the time package quotes by itself.
    private static string Quote(string text) => GoDuration.Quote(Encoding.Latin1.GetBytes(text));

    private GoErrorException Mismatch(string rest, string element) =>
        new($"parsing time {Quote(_value)} as {Quote(_layout)}: cannot parse {Quote(rest)} as {Quote(element)}");

    private GoErrorException Failure(string message) => new($"parsing time {Quote(_value)}{message}");

    private GoTime Run()
    {
        var at = 0;
        while (true)
        {
            var part = GoTimeLayout.Next(_layout, at, out var start, out var length);
            var prefix = _layout[at..start];
            var element = _layout.Substring(start, length);
            Skip(prefix);
            if (part == Part.None) break;
            var hold = _rest;
            if (!Read(part, element)) throw Mismatch(hold, element);
            if (_outOfRange.Length > 0) throw Failure($": {_outOfRange} out of range");
            at = start + length;
            ReadImpliedFraction(part, at);
        }
        if (_rest.Length > 0) throw Failure($": extra text: {Quote(_rest)}");
        return Build();
    }

    private string _outOfRange = "";

    // Spaces of the layout match any number of them.
    private void Skip(string prefix)
    {
        for (var i = 0; i < prefix.Length; i++)
        {
            if (prefix[i] == ' ')
            {
                if (_rest.Length > 0 && _rest[0] != ' ') throw Mismatch(_rest, prefix[i..]);
                while (i + 1 < prefix.Length && prefix[i + 1] == ' ') i++;
                _rest = _rest.TrimStart(' ');
                continue;
            }
            if (_rest.Length == 0 || _rest[0] != prefix[i]) throw Mismatch(_rest, prefix[i..]);
            _rest = _rest[1..];
        }
    }

    private bool Read(Part part, string element)
    {
        switch (part)
        {
            case Part.Year:
                if (!ReadNumber(2, exact: true, out var two)) return false;
                _year = two >= 69 ? two + 1900 : two + 2000;
                return true;
            case Part.LongYear:
                if (_rest.Length < 4 || !char.IsAsciiDigit(_rest[0]) || !ReadNumber(4, exact: true, out var year)) return false;
                _year = year;
                return true;
            case Part.Month: return ReadName(CivilDate.Months, 3, out _month) && _month++ >= 0;
            case Part.LongMonth: return ReadName(CivilDate.Months, 0, out _month) && _month++ >= 0;
            case Part.NumberMonth or Part.ZeroMonth:
                return ReadInRange(part == Part.ZeroMonth, 1, 12, "month", out _month);
            case Part.Weekday: return ReadName(CivilDate.Weekdays, 3, out _);
            case Part.LongWeekday: return ReadName(CivilDate.Weekdays, 0, out _);
            case Part.Day or Part.UnderDay or Part.ZeroDay:
                if (part == Part.UnderDay && _rest.StartsWith(' ')) _rest = _rest[1..];
                return ReadNumber(2, part == Part.ZeroDay, out _day);
            case Part.UnderYearDay or Part.ZeroYearDay:
                for (var i = 0; i < 2 && part == Part.UnderYearDay && _rest.StartsWith(' '); i++) _rest = _rest[1..];
                return ReadNumber(3, part == Part.ZeroYearDay, out _yearDay);
            case Part.Hour: return ReadInRange(false, 0, 23, "hour", out _hour);
            case Part.Hour12 or Part.ZeroHour12: return ReadInRange(part == Part.ZeroHour12, 0, 12, "hour", out _hour);
            case Part.Minute or Part.ZeroMinute: return ReadInRange(part == Part.ZeroMinute, 0, 59, "minute", out _minute);
            case Part.Second or Part.ZeroSecond: return ReadInRange(part == Part.ZeroSecond, 0, 59, "second", out _second);
            case Part.UpperPm or Part.LowerPm: return ReadPm(part == Part.UpperPm);
            case Part.Offset: return ReadOffset(element);
            case Part.Zone: return ReadZone();
            default: return ReadFraction(element);
        }
    }

    private bool ReadInRange(bool exact, int low, int high, string name, out int value)
    {
        if (!ReadNumber(2, exact, out value)) return false;
        if (value < low || value > high) _outOfRange = name;
        return true;
    }

    private bool ReadNumber(int digits, bool exact, out int value)
    {
        var count = 0;
        while (count < digits && count < _rest.Length && char.IsAsciiDigit(_rest[count])) count++;
        value = 0;
        if (count == 0 || (exact && count < digits)) return false;
        value = int.Parse(_rest.AsSpan(0, count), NumberStyles.None, CultureInfo.InvariantCulture);
        _rest = _rest[count..];
        return true;
    }

    private bool ReadName(string[] names, int length, out int index)
    {
        for (index = 0; index < names.Length; index++)
        {
            var name = length > 0 ? names[index][..length] : names[index];
            if (!_rest.StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
            _rest = _rest[name.Length..];
            return true;
        }
        index = -1;
        return false;
    }

    private bool ReadPm(bool upper)
    {
        if (_rest.Length < 2) return false;
        var mark = _rest[..2];
        _pm = mark == (upper ? "PM" : "pm");
        _am = mark == (upper ? "AM" : "am");
        _rest = _rest[2..];
        return _pm || _am;
    }

    private bool ReadOffset(string element)
    {
        if (element[0] == 'Z' && _rest.StartsWith('Z'))
        {
            _rest = _rest[1..];
            return _utc = true;
        }
        if (_rest.Length < element.Length || _rest[0] is not ('+' or '-')) return false;
        var text = _rest[..element.Length];
        var digits = text[1..].Replace(":", "", StringComparison.Ordinal);
        var shape = element[1..].Replace(":", "", StringComparison.Ordinal);
        for (var i = 0; i < element.Length; i++)
            if ((element[i] == ':') != (text[i] == ':'))
                return false;
        if (digits.Length != shape.Length || !digits.All(char.IsAsciiDigit)) return false;
        var numbers = digits.PadRight(6, '0');
        var hours = int.Parse(numbers.AsSpan(0, 2));
        var minutes = int.Parse(numbers.AsSpan(2, 2));
        var seconds = int.Parse(numbers.AsSpan(4, 2));
        if (hours > 24) _outOfRange = "time zone offset hour";
        else if (minutes > 60) _outOfRange = "time zone offset minute";
        else if (seconds > 60) _outOfRange = "time zone offset second";
        var total = hours * 3600 + minutes * 60 + seconds;
        _offset = text[0] == '-' ? -total : total;
        _rest = _rest[element.Length..];
        return true;
    }

    private bool ReadZone()
    {
        if (_rest.StartsWith("UTC", StringComparison.Ordinal))
        {
            _rest = _rest[3..];
            return _utc = true;
        }
        var count = _rest.StartsWith("GMT", StringComparison.Ordinal) ? 3 + SignedHours(_rest[3..]) : SignedHours(_rest);
        if (_rest.StartsWith("ChST", StringComparison.Ordinal) || _rest.StartsWith("MeST", StringComparison.Ordinal)) count = 4;
        if (count > 0) return TakeZone(count);
        while (count < 6 && count < _rest.Length && char.IsAsciiLetterUpper(_rest[count])) count++;
        var ok = count == 3 || (count == 4 && (_rest[3] == 'T' || _rest.StartsWith("WITA", StringComparison.Ordinal)))
            || (count == 5 && _rest[4] == 'T');
        return ok && TakeZone(count);
    }

    private bool TakeZone(int length)
    {
        _zone = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Length of a signed number of hours below 24, or 0.</summary>
    private static int SignedHours(string text)
    {
        if (text.Length < 2 || text[0] is not ('+' or '-')) return 0;
        var end = 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end is > 1 and <= 4 && int.Parse(text.AsSpan(1, end - 1)) <= 23 ? end : 0;
    }

    private bool ReadFraction(string element)
    {
        if (element[1] == '9')
        {
            // Nines: there may be none.
            if (_rest.Length < 2 || _rest[0] is not ('.' or ',') || !char.IsAsciiDigit(_rest[1])) return true;
            TakeFraction();
            return true;
        }
        if (_rest.Length < element.Length || _rest[0] is not ('.' or ',')) return false;
        var digits = _rest[1..element.Length];
        if (!digits.All(char.IsAsciiDigit)) return false;
        _nanosecond = int.Parse(digits.PadRight(9, '0')[..9]);
        _rest = _rest[element.Length..];
        return true;
    }

    private void TakeFraction()
    {
        var end = 1;
        while (end < _rest.Length && char.IsAsciiDigit(_rest[end])) end++;
        _nanosecond = int.Parse(_rest[1..end].PadRight(9, '0')[..9]);
        _rest = _rest[end..];
    }

    // A fraction may follow seconds though the layout has none.
    private void ReadImpliedFraction(Part part, int layoutAt)
    {
        if (part is not (Part.Second or Part.ZeroSecond)) return;
        if (_rest.Length < 2 || _rest[0] is not ('.' or ',') || !char.IsAsciiDigit(_rest[1])) return;
        if (GoTimeLayout.Next(_layout, layoutAt, out var start, out _) == Part.Fraction && start == layoutAt) return;
        TakeFraction();
    }

    private GoTime Build()
    {
        if (_pm && _hour < 12) _hour += 12;
        else if (_am && _hour == 12) _hour = 0;
        if (_yearDay >= 0) ApplyYearDay();
        var month = _month < 0 ? 1 : _month;
        var day = _day < 0 ? 1 : _day;
        if (day < 1 || day > CivilDate.DaysIn(_year, month)) throw Failure(": day out of range");
        var zone = _utc ? GoZone.Utc : GoZone.Local;
        if (_utc)
        {
            // Said so by a Z or by its name.
        }
        else if (_offset is { } offset)
        {
            if (offset != 0 || _zone is not ("" or "UTC")) zone = new GoZone(_zone, offset);
        }
        else if (_zone is not ("" or "UTC"))
        {
            zone = new GoZone(_zone, GmtOffset(_zone));
        }
        return GoTime.OfDate(_year, month, day, _hour, _minute, _second, _nanosecond, zone);
    }

    private static int GmtOffset(string zone) =>
        zone.Length > 3 && zone.StartsWith("GMT", StringComparison.Ordinal)
        && int.TryParse(zone.AsSpan(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hours)
            ? hours * 3600 : 0;

    private void ApplyYearDay()
    {
        if (_yearDay < 1 || _yearDay > (CivilDate.IsLeap(_year) ? 366 : 365)) throw Failure(": day-of-year out of range");
        var date = CivilDate.Of((CivilDate.ToDays(_year, 1, 1) + _yearDay - 1) * 86400, 0);
        if (_month >= 0 && _month != date.Month) throw Failure(": day-of-year does not match month");
        if (_day >= 0 && _day != date.Day) throw Failure(": day-of-year does not match day");
        (_month, _day) = (date.Month, date.Day);
    }
}
