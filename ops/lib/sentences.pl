# sentences.pl FILE…: prints FILE:LINE: TEXT for each string literal that reads like a sentence: three or more words and a full stop,
# question mark or exclamation mark at its end. Leaves out comments, log messages and texts of several lines.
use strict;
use warnings;

my ($block, $log) = (0, 0);
while (my $line = <>) {
    my $number = $.;
    if (eof) { close ARGV; }
    if ($line =~ /"""/) { $block = !$block unless $line =~ /""".*"""/; next; }
    next if $block || $line =~ m{^\s*//};
    # A logger call may span several lines, up to its metadata.
    if ($line =~ /\blogger(?:\([^)]*\))?\.(?:trace|debug|info|notice|warning|error|critical)\(/) { $log = 1; }
    my $isLog = $log;
    $log = 0 if $log && $line =~ /\)\s*$/;
    next if $isLog;
    # Parts in parentheses are values: literals in them are separate.
    1 while $line =~ s/\\\((?:[^()"]|"[^"]*"|\([^()]*\))*\)/VALUE/;
    while ($line =~ /"((?:[^"\\]|\\.)*)"/g) {
        my $text = $1;
        my @words = ($text =~ /[A-Za-z']+/g);
        print "$ARGV:$number: $text\n" if @words >= 3 && $text =~ /[.?!]\s*$/;
    }
}
